package io.trystero.star;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Codec;
import io.trystero.codec.CodecException;
import io.trystero.codec.Payload;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What peers say of themselves: <code>{"willing": true}</code>. Each is equal to itself alone. */
final class WillingnessCodec implements Codec<Boolean> {

    private static final Codec<JsonNode> JSON = Codec.of(JsonNode.class);

    @Override
    public Payload encode(@Nullable Boolean value) {
        return new Payload.Json(("{\"willing\":" + Boolean.TRUE.equals(value) + "}").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Boolean decode(Payload payload) {
        JsonNode said = JSON.decode(payload);
        JsonNode willing = said == null ? null : said.get("willing");
        if (willing == null || !willing.isBoolean()) {
            throw new CodecException("expected {\"willing\": true} or false, but got " + payload);
        }
        return willing.booleanValue();
    }
}
