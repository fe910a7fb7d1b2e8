package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversionsTest {

    private static final int OURS = 262_144;

    @Test
    void sendsNoMoreThanBothSidesTake() {
        assertThat(Conversions.maxMessageBytes("v=0\r\na=max-message-size:65536\r\n", OURS))
                .isEqualTo(65_536);
        assertThat(Conversions.maxMessageBytes("v=0\na=max-message-size:262144", OURS))
                .isEqualTo(OURS);
        assertThat(Conversions.maxMessageBytes("a=max-message-size:1073741823\r\n", OURS))
                .isEqualTo(OURS);
    }

    @Test
    void readsZeroAsNoLimitAndNothingAs64KiB() {
        assertThat(Conversions.maxMessageBytes("a=max-message-size:0\r\n", OURS))
                .isEqualTo(OURS);
        assertThat(Conversions.maxMessageBytes("v=0\r\n", OURS)).isEqualTo(65_536);
        assertThat(Conversions.maxMessageBytes("a=max-message-size:many\r\n", OURS))
                .isEqualTo(65_536);
    }

    @Test
    void givesNativeCodeItsUrlsInLowerCaseAndNoNull() {
        RTCConfiguration configuration = Conversions.toNative(new PeerConnectionConfig(
                Role.OFFERER,
                List.of(
                        IceServer.stun("STUN:Stun.Example.com"),
                        IceServer.turn("TURNS:192.0.2.1?TRANSPORT=TCP", "User", "Secret")),
                IceTransportPolicy.ALL));

        assertThat(configuration.iceServers.get(0).urls).containsExactly("stun:stun.example.com");
        assertThat(configuration.iceServers.get(0).username).isEmpty();
        assertThat(configuration.iceServers.get(0).password).isEmpty();
        assertThat(configuration.iceServers.get(1).urls).containsExactly("turns:192.0.2.1?transport=tcp");
        assertThat(configuration.iceServers.get(1).username).isEqualTo("User");
    }

    @Test
    void readsTheUsernameFragmentOutOfACandidate() {
        String line = "candidate:1 1 udp 2122194687 192.0.2.2 47493 typ host generation 0 ufrag iJs6 network-id 1";
        assertThat(Conversions.fromNative(new RTCIceCandidate("0", 0, line)))
                .isEqualTo(new IceCandidate(line, "0", 0, "iJs6"));
    }

    @Test
    void refusesACandidateOfNoMediaSection() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conversions.toNative(new IceCandidate("candidate:1", null, null, null)));
    }
}
