package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCRtpCodecCapability;
import dev.onvoid.webrtc.media.MediaType;
import io.trystero.rtc.media.MediaKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The codecs in which a native factory sends, each in its own order.
 *
 * @param audio of sound
 * @param video of pictures
 */
record SendCodecs(List<RTCRtpCodecCapability> audio, List<RTCRtpCodecCapability> video) {

    /** Asks the factory; on its worker. */
    static SendCodecs of(PeerConnectionFactory factory) {
        return new SendCodecs(
                factory.getRtpSenderCapabilities(MediaType.AUDIO).getCodecs(),
                factory.getRtpSenderCapabilities(MediaType.VIDEO).getCodecs());
    }

    private List<RTCRtpCodecCapability> all(MediaKind kind) {
        return kind == MediaKind.AUDIO ? audio : video;
    }

    private List<String> names(MediaKind kind) {
        return all(kind).stream().map(RTCRtpCodecCapability::getName).distinct().toList();
    }

    /**
     * Returns all, the preferred ones first.
     *
     * @throws IllegalArgumentException if one of the preferred is unknown
     */
    List<RTCRtpCodecCapability> ordered(MediaKind kind, List<String> preferred) {
        List<RTCRtpCodecCapability> rest = new ArrayList<>(all(kind));
        List<RTCRtpCodecCapability> ordered = new ArrayList<>();
        for (String name : preferred) {
            List<RTCRtpCodecCapability> found = all(kind).stream()
                    .filter(codec -> codec.getName().equalsIgnoreCase(name))
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        "codec " + name + " is unknown; there are " + String.join(", ", names(kind)));
            }
            if (rest.removeAll(found)) {
                ordered.addAll(found);
            }
        }
        ordered.addAll(rest);
        return ordered;
    }
}
