package io.trystero.firebase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

/** Whatever comes, decoders make sense of it or say that they do not. */
class DatabaseDecoderTest {

    @Property
    void anyTextIsAMessageOrNone(@ForAll String text) {
        DatabaseCodec.read(text);
        DatabaseCodec.read("{\"t\":\"d\",\"d\":" + text + "}");
        DatabaseCodec.read("{\"t\":\"c\",\"d\":{\"t\":\"h\",\"d\":" + text + "}}");
        DatabaseCodec.read("{\"t\":\"d\",\"d\":{\"a\":\"m\",\"b\":{\"p\":\"a\",\"d\":" + text + "}}}");
    }

    @Property
    void aMessageIsWholeAgainHoweverLongItIs(@ForAll @IntRange(min = 7, max = 100_000) int length) {
        String message = "m".repeat(length);
        Frames frames = new Frames();
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            for (String frame : Frames.split(message)) {
                assertThat(frame.length()).isLessThanOrEqualTo(Frames.MAX_FRAME_CHARACTERS);
                String added = frames.add(frame);
                if (added != null) {
                    whole.add(added);
                }
            }
            assertThat(frames.add(Frames.KEEP_ALIVE)).isNull();
        }
        assertThat(whole).containsExactly(message, message);
    }

    @Property
    void anyFramesAreMessagesOrWait(@ForAll List<@StringLength(max = 8) String> texts) {
        Frames frames = new Frames();
        texts.forEach(frames::add);
    }

    @Property
    void whatIsWrittenIsAsciiAndReadAsItWas(@ForAll String value) {
        String sound = new String(
                value.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        String request = DatabaseCodec.request(
                7, "p", DatabaseCodec.object().put("p", "/a").set("d", TextNode.valueOf(sound)));

        assertThat(request).matches("\\p{ASCII}*");
        assertThat(DatabaseCodec.json(request).at("/d/b/d").asText()).isEqualTo(sound);
        assertThat(DatabaseCodec.json(request).at("/d/r").asLong()).isEqualTo(7);
    }

    @Property
    void keysSortByTheTimeAtWhichTheyWereMade(
            @ForAll @UniqueElements List<@IntRange(min = 0) Integer> later, @ForAll long seed) {
        PushIds ids = new PushIds(new SplittableRandom(seed));
        long now = 1_700_000_000_000L;
        String before = "";
        for (int step : later) {
            now += step % 3 == 0 ? 0 : step;
            String id = ids.next(now);
            assertThat(id).hasSize(20).isGreaterThan(before);
            before = id;
        }
    }
}
