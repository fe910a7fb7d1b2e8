package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A password lets in who knows it. */
class PasswordTest extends InteropTest {

    private static final Duration TIMEOUT = Duration.ofMillis(1_500);

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void theSamePasswordLetsIn(Lead lead) {
        meet(lead, RoomSpec.fresh().password("s3cret ключ"));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aWrongPasswordOnAFreshConnectionIsToldByWhoCannotReadTheOffer(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = world.jvm(lead).join(room.password("one"));
        PeerRoom javaScript = js.join(room.password("other"));
        PeerRoom offering = lead == Lead.JVM ? jvm : javaScript;
        PeerRoom answering = lead == Lead.JVM ? javaScript : jvm;
        assertThat(answering.awaitFailure(offering.peer(), Patience.JOIN))
                .isEqualTo("incorrect room password when decrypting offer");
        assertThat(jvm.comings(js)).isEmpty();
        assertThat(javaScript.comings(jvm.peer())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aWrongPasswordOnASharedConnectionIsToldByTheInitiatorAndTimesOutAtTheOther(Lead lead) {
        Peer jvm = world.jvm(lead);
        RoomSpec common = RoomSpec.fresh();
        PeerRoom jvmInCommon = jvm.join(common);
        PeerRoom jsInCommon = js.join(common);
        awaitMeeting(jvmInCommon, jsInCommon);

        RoomSpec secret = RoomSpec.fresh().handshakeTimeout(TIMEOUT);
        PeerRoom jvmInSecret = jvm.join(secret.password("one"));
        PeerRoom jsInSecret = js.join(secret.password("other"));
        PeerRoom initiator = lead == Lead.JVM ? jvmInSecret : jsInSecret;
        PeerRoom responder = lead == Lead.JVM ? jsInSecret : jvmInSecret;
        assertThat(initiator.awaitFailure(responder.peer(), Patience.MESSAGE))
                .isEqualTo("Trystero: incorrect password for overlapping room");
        assertThat(responder.awaitFailure(initiator.peer(), Patience.MESSAGE))
                .isEqualTo("Trystero: handshake timed out after 1500ms");
        assertThat(jvmInSecret.comings(js)).isEmpty();
        assertThat(jsInSecret.comings(jvm)).isEmpty();
        jvmInCommon.ping(js);
        jsInCommon.ping(jvm);
    }
}
