package io.trystero.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Whatever comes, decoders make sense of it or say that they do not. */
class PhoenixDecoderTest {

    @Property
    void anyTextIsAMessageOrNone(@ForAll String text) {
        PhoenixCodec.read(text);
        PhoenixCodec.read("[" + text + "]");
        PhoenixCodec.read("[null,null,\"t\",\"phx_reply\"," + text + "]");
        PhoenixCodec.read("[null,null,\"t\",\"broadcast\",{\"event\":\"sdp\",\"payload\":" + text + "}]");
    }

    @Property
    void anyBytesAreAMessageOrNone(@ForAll byte[] bytes) {
        PhoenixCodec.read(ByteBuffer.wrap(bytes));
        ByteBuffer broadcast =
                ByteBuffer.allocate(1 + bytes.length).put((byte) 4).put(bytes).flip();
        PhoenixCodec.read(broadcast);
    }

    @Property
    void aBroadcastIsReadAsItWasSaid(
            @ForAll @StringLength(max = 60) String topic,
            @ForAll @StringLength(max = 60) String event,
            @ForAll String payload) {
        String json = TextNode.valueOf(sound(payload)).toString();
        assertThat(PhoenixCodec.read(ScriptedRealtime.frame(4, List.of(sound(topic), sound(event), "{}"), 1, json)))
                .isEqualTo(new PhoenixMessage.Broadcast(sound(topic), sound(event), TextNode.valueOf(sound(payload))));
    }

    private static String sound(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Test
    void ourBroadcastsAreLaidOutAsTheJavaScriptClientDoes() {
        ByteBuffer frame = PhoenixCodec.broadcast("1", "23", "realtime:t", "sdp", TextNode.valueOf("x"));
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0301020a0300" + "01" + "31" + "3233" + "7265616c74696d653a74" + "736470" + "227822");
    }
}
