package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpCodecCapability;
import dev.onvoid.webrtc.media.MediaType;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

@NeedsNatives
class ConnectionTracksTest {

    private final NativeWorker worker = new NativeWorker();
    private final Natives natives = Natives.withMedia();
    private final PeerConnectionFactory factory = natives.factory();
    private final RTCPeerConnection connection = factory.createPeerConnection(new RTCConfiguration(), candidate -> {});

    @AfterEach
    void end() {
        NativeReference<RTCPeerConnection> reference = new NativeReference<>(connection);
        connection.close();
        reference.release();
        natives.dispose();
        worker.stop();
    }

    @Test
    void leavesNothingOfATrackWhoseLimitsTheLibraryRefuses() {
        SendCodecs codecs = new SendCodecs(
                List.of(), List.of(new RTCRtpCodecCapability(MediaType.VIDEO, "none", 90_000, 0, Map.of())));
        ConnectionTracks tracks =
                new ConnectionTracks(factory, () -> codecs, connection, worker, track -> Mono.never());

        assertThatIllegalStateException()
                .isThrownBy(() -> tracks.add(
                        new TrackSpec(MediaKind.VIDEO, "screen", "desk", TrackLimits.NONE.withCodecs("none"))))
                .withMessageContaining("codecs=[none]")
                .withMessageContaining("track screen")
                .withMessageContaining("preferences");

        assertThat(connection.getSenders())
                .allSatisfy(sender -> assertThat(sender.getTrack()).isNull());
    }
}
