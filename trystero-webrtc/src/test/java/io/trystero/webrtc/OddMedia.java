package io.trystero.webrtc;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Descriptions of a connection with tracks, as no well-meaning peer makes them. */
final class OddMedia {

    private OddMedia() {}

    /** Returns a description that takes its media sections back (RFC 8829, 5.3.1), in a direction. */
    static String rejected(String sdp, String direction) {
        return inMedia(
                        sdp,
                        section -> section.replaceFirst("(?<=^m=(audio|video) )\\d+", "0")
                                .replaceFirst("(?m)^a=(sendrecv|sendonly|recvonly|inactive)", "a=" + direction))
                .replaceFirst("a=group:BUNDLE [^\r]*", "a=group:BUNDLE 0");
    }

    private static String inMedia(String sdp, UnaryOperator<String> change) {
        return Arrays.stream(sdp.split("(?m)(?=^m=)"))
                .map(section -> section.matches("(?s)m=(audio|video).*") ? change.apply(section) : section)
                .collect(Collectors.joining());
    }
}
