package io.trystero.test;

import io.trystero.rtc.media.MediaKind;
import java.util.List;
import java.util.stream.Collectors;
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

    /**
     * Returns the first of the preferred ones, or the usual one if none is preferred.
     *
     * @throws IllegalArgumentException if one of them is unknown
     */
    static SimulatedCodec choose(MediaKind kind, List<String> preferred) {
        List<SimulatedCodec> known =
                ALL.stream().filter(codec -> codec.kind() == kind).toList();
        SimulatedCodec chosen = null;
        for (String name : preferred) {
            SimulatedCodec found = find(kind, name);
            if (found == null) {
                throw new IllegalArgumentException("codec " + name + " is unknown; there are "
                        + known.stream().map(SimulatedCodec::name).collect(Collectors.joining(", ")));
            }
            chosen = chosen == null ? found : chosen;
        }
        return chosen == null ? known.get(0) : chosen;
    }
}
