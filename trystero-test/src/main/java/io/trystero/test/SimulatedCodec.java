package io.trystero.test;

import io.trystero.rtc.media.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A codec by its name, which is all that there is of it: frames go as they are. */
record SimulatedCodec(MediaKind kind, String name, int payloadType, String rtpMap) {

    private static final List<SimulatedCodec> ALL = List.of(
            new SimulatedCodec(MediaKind.AUDIO, "opus", 111, "opus/48000/2"),
            new SimulatedCodec(MediaKind.VIDEO, "VP8", 96, "VP8/90000"),
            new SimulatedCodec(MediaKind.VIDEO, "VP9", 98, "VP9/90000"),
            new SimulatedCodec(MediaKind.VIDEO, "H264", 102, "H264/90000"),
            new SimulatedCodec(MediaKind.VIDEO, "AV1", 45, "AV1/90000"));

    /** Returns the codec of that name, in whatever case; {@code null} if there is none for such tracks. */
    static @Nullable SimulatedCodec find(MediaKind kind, String name) {
        return ALL.stream()
                .filter(codec -> codec.kind() == kind && codec.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns the names of those for such tracks. */
    static List<String> names(MediaKind kind) {
        return ALL.stream()
                .filter(codec -> codec.kind() == kind)
                .map(SimulatedCodec::name)
                .toList();
    }

    /**
     * Returns the first of the preferred ones, or the usual one if none is preferred.
     *
     * @throws IllegalArgumentException if one of them is unknown
     */
    static SimulatedCodec choose(MediaKind kind, List<String> preferred) {
        SimulatedCodec chosen = null;
        for (String name : preferred) {
            SimulatedCodec found = find(kind, name);
            if (found == null) {
                throw new IllegalArgumentException(
                        "codec " + name + " is unknown; there are " + String.join(", ", names(kind)));
            }
            chosen = chosen == null ? found : chosen;
        }
        return chosen == null
                ? ALL.stream().filter(codec -> codec.kind() == kind).findFirst().orElseThrow()
                : chosen;
    }
}
