package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.webrtc.WebRtcTransport;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that is worn out by received messages is made anew, if the transport was told to. */
class RecycleTest extends InteropTest {

    private static final int WORN_AFTER = 1_000;

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void thePeerIsBackAtOnceAndNoMessageIsLost(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom javaScript = js.join(room);
        PeerRoom jvm = world.jvm(lead, WebRtcTransport.dataOnly().reconnectAfter(WORN_AFTER))
                .join(room);
        awaitMeeting(jvm, javaScript);
        IntStream.rangeClosed(1, WORN_AFTER)
                .forEach(number -> javaScript.send(Body.text(Integer.toString(number)), null, jvm.peer()));
        jvm.awaitMessage(Body.Text.class, WORN_AFTER, Patience.TRANSFER);
        jvm.awaitJoined(js, 2, Patience.JOIN);
        javaScript.awaitJoined(jvm.peer(), 2, Patience.JOIN);
        javaScript.send(Body.text("after"), null, jvm.peer());

        assertThat(jvm.awaitMessage(Body.Text.class, WORN_AFTER + 1)
                        .body()
                        .path("data")
                        .asText())
                .isEqualTo("after");
        assertThat(jvm.comings(js)).containsExactly("joined", "left", "joined");
        assertThat(jvm.failures()).isEmpty();
    }
}
