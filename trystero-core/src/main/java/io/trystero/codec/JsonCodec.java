package io.trystero.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON. JavaScript sends a string as text, never as JSON: a value whose JSON is a string is therefore written as
 * text, and text is read as a JSON string would be.
 */
final class JsonCodec<T> implements Codec<T> {

    private final JavaType type;
    private final ObjectMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    JsonCodec(ObjectMapper mapper, JavaType type) {
        String format = mapper.getFactory().getFormatName();
        if (!JsonFactory.FORMAT_NAME_JSON.equals(format)) {
            throw new IllegalArgumentException("a mapper for " + format + " cannot write JSON; pass a JsonMapper");
        }
        this.type = type;
        this.mapper = mapper;
        // Of values whose class knows nothing of its type parameters, Jackson must be told the declared type.
        this.writer = type.hasGenericTypes() ? mapper.writerFor(type) : mapper.writer();
        this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public Payload encode(@Nullable T value) {
        if (value == null) {
            return JsonNull.PAYLOAD;
        }
        ByteBuffer json = write(value);
        if (!json.hasRemaining()) {
            throw new CodecException("cannot write " + name() + " as JSON: its serializer wrote nothing");
        }
        if (json.get(json.position()) != '"') {
            return new Payload.Json(json);
        }
        return new Payload.Text(string(json));
    }

    @Override
    public @Nullable T decode(Payload payload) {
        try {
            if (payload instanceof Payload.Json json) {
                return read(ByteOrderMark.skip(json.source()));
            }
            if (payload instanceof Payload.Text text && mayBeText()) {
                return reader.readValue(mapper.treeAsTokens(TextNode.valueOf(text.text())));
            }
        } catch (IOException | RuntimeException e) {
            throw new CodecException(
                    Kinds.DISAGREE + "received " + Kinds.of(payload) + ", which is no " + name() + ": " + reason(e), e);
        }
        throw new CodecException(
                Kinds.DISAGREE + "received " + Kinds.of(payload) + ", expected " + Kinds.JSON + " of " + name());
    }

    /** Codecs of one type and mapper are equal: whoever asks twice for a codec need not keep it to ask for the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonCodec<?> codec && codec.mapper == mapper && codec.type.equals(type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public String toString() {
        return "JsonCodec[" + name() + "]";
    }

    private ByteBuffer write(T value) {
        try (JsonBytes bytes = new JsonBytes();
                EcmaScriptGenerator generator = EcmaScriptGenerator.to(bytes, mapper)) {
            writer.writeValue(generator, value);
            generator.flush();
            return bytes.written();
        } catch (IOException | RuntimeException e) {
            throw new CodecException(
                    "cannot write a value of " + value.getClass().getName()
                            + " as JSON; send a record, a class with getters, a map or a list, or pass a mapper that knows"
                            + " the type to Codec.json: " + reason(e),
                    e);
        }
    }

    private static String string(ByteBuffer json) {
        try (JsonParser parser =
                EcmaScriptGenerator.FACTORY.createParser(json.array(), json.arrayOffset(), json.remaining())) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            throw new CodecException("cannot read the JSON string that a serializer wrote", e);
        }
    }

    private @Nullable T read(ByteBuffer json) throws IOException {
        return json.hasArray()
                ? reader.readValue(json.array(), json.arrayOffset() + json.position(), json.remaining())
                : reader.readValue(new ByteBufferBackedInputStream(json));
    }

    /** Jackson would read a number out of the text "5", and none out of "": JavaScript would not. */
    private boolean mayBeText() {
        Class<?> raw = type.getRawClass();
        return !Number.class.isAssignableFrom(raw) && raw != Boolean.class && (!raw.isPrimitive() || raw == char.class);
    }

    private String name() {
        return type.toCanonical();
    }

    private static String reason(Exception e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return mapping.getOriginalMessage() + " (at " + mapping.getPathReference() + ")";
        }
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }
}
