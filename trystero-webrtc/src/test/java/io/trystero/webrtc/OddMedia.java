package io.trystero.webrtc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Descriptions of a connection with tracks, as no well-meaning peer makes them. */
final class OddMedia {

    private static final String DIRECTION = "(?m)^a=(sendrecv|sendonly|recvonly|inactive)";
    private static final int MANY_SECTIONS = 60;

    private OddMedia() {}

    /** Returns a description that takes its media sections back (RFC 8829, 5.3.1), in a direction. */
    static String rejected(String sdp, String direction) {
        return inMedia(
                        sdp,
                        section -> section.replaceFirst("(?<=^m=(audio|video) )\\d+", "0")
                                .replaceFirst(DIRECTION, "a=" + direction))
                .replaceFirst("a=group:BUNDLE [^\r]*", "a=group:BUNDLE 0");
    }

    /** Returns what may become of a description on its way. */
    static List<UnaryOperator<String>> changes() {
        List<UnaryOperator<String>> changes = new ArrayList<>(List.of(
                sdp -> inSections(sdp, sections -> sections.remove(sections.size() - 1)),
                sdp -> inSections(sdp, sections -> sections.remove(1)),
                sdp -> inSections(
                        sdp, sections -> sections.subList(2, sections.size()).clear()),
                sdp -> inSections(
                        sdp, sections -> sections.subList(1, sections.size()).clear()),
                sdp -> inSections(sdp, sections -> sections.add(sections.get(sections.size() - 1))),
                sdp -> inSections(sdp, OddMedia::addMany),
                sdp -> inSections(sdp, sections -> Collections.swap(sections, 1, sections.size() - 1)),
                sdp -> inSections(sdp, sections -> Collections.reverse(sections.subList(2, sections.size()))),
                OddMedia::withMidsReversed,
                sdp -> sdp.replaceAll("(?m)^a=mid:.*\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=mid:[^\r]*", "a=mid:1"),
                sdp -> sdp.replaceAll("(?m)^a=mid:[^\r]*", "a=mid:nowhere"),
                sdp -> sdp.replaceAll("(?m)^a=mid:[^\r]*", "a=mid:" + "m".repeat(100_000)),
                sdp -> sdp.replace("m=audio", "m=x")
                        .replace("m=video", "m=audio")
                        .replace("m=x", "m=video"),
                sdp -> sdp.replaceAll("m=(audio|video)", "m=text"),
                sdp -> sdp.replaceAll("m=(audio|video)[^\r]*", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"),
                sdp -> sdp.replaceAll("(?m)^m=application.*", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r"),
                sdp -> sdp.replaceAll("(?m)^a=msid:.*\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=msid:[^\r]*", "a=msid:- same"),
                sdp -> sdp.replaceAll("(?m)^a=msid:[^\r]*", "a=msid:same same\r\na=msid:other same"),
                sdp -> sdp.replaceAll("(?m)^a=msid:[^\r]*", "a=msid:" + "i".repeat(100_000) + " t"),
                sdp -> sdp.replaceAll("(?m)^a=ssrc:\\d+", "a=ssrc:1"),
                sdp -> sdp.replaceAll("(?m)^a=ssrc:\\d+", "a=ssrc:0"),
                sdp -> sdp.replaceAll("(?m)^a=ssrc:\\d+", "a=ssrc:99999999999999999999"),
                sdp -> sdp.replaceAll("(?m)^a=ssrc.*\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=ssrc-group:FID (\\d+) .*", "a=ssrc-group:FID $1 $1 $1\r"),
                sdp -> sdp.replaceAll("(?m)^a=ssrc-group:FID", "a=ssrc-group:SIM"),
                sdp -> sdp.replaceAll("(?m)^a=rtpmap.*\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=rtpmap:(\\d+) .*", "a=rtpmap:$1 nothing/1\r"),
                sdp -> sdp.replaceAll("(?m)^a=rtpmap:(\\d+) \\w+/\\d+", "a=rtpmap:$1 opus/0"),
                sdp -> sdp.replaceAll("(?m)^a=fmtp:(\\d+) .*", "a=fmtp:$1 apt=$1;minptime=-1;maxplaybackrate=0\r"),
                sdp -> sdp.replaceAll("SAVPF [0-9 ]+", "SAVPF 0"),
                sdp -> sdp.replaceAll("SAVPF [0-9 ]+", "SAVPF 999"),
                sdp -> sdp.replaceAll("(?m)^a=extmap:\\d+", "a=extmap:1"),
                sdp -> sdp.replaceAll("(?m)^a=extmap:\\d+", "a=extmap:255"),
                sdp -> sdp.replaceAll("(?m)^a=rtcp-mux\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=rtcp-rsize\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=group:BUNDLE.*\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=group:BUNDLE[^\r]*", "a=group:BUNDLE 2 1"),
                sdp -> sdp.replaceAll("(?m)^a=ice-ufrag:[^\r]*", "a=ice-ufrag:other"),
                sdp -> sdp.replaceAll("(?m)^a=fingerprint.*\r\n", ""),
                sdp -> sdp.replaceAll("(?m)^a=fingerprint:sha-256 ..", "a=fingerprint:sha-256 00"),
                sdp -> sdp.replaceAll("(?m)^a=setup:[^\r]*", "a=setup:holdconn"),
                sdp -> sdp.replaceAll("(?m)^a=setup:[^\r]*", "a=setup:passive"),
                sdp -> inMedia(
                        sdp,
                        section ->
                                section + "a=rid:1 recv\r\na=rid:2 recv\r\na=rid:3 recv\r\na=simulcast:recv 1;2;3\r\n"),
                sdp -> inMedia(sdp, section -> section + "a=rid:1 send\r\na=rid:2 send\r\na=simulcast:send 1;2;~1\r\n"),
                sdp -> inMedia(sdp, section -> section + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"),
                sdp -> inMedia(sdp, section -> section + "b=AS:0\r\nb=TIAS:99999999999\r\n")));
        for (String direction : List.of("sendrecv", "sendonly", "recvonly", "inactive")) {
            changes.add(sdp -> sdp.replaceAll(DIRECTION, "a=" + direction));
            changes.add(sdp -> rejected(sdp, direction));
            changes.add(
                    sdp -> sdp.replaceAll(DIRECTION, "a=" + direction).replaceAll("(?m)(?<=^m=\\w{1,11} )\\d+", "0"));
        }
        return changes;
    }

    /** Returns a description some lines of which are gone, doubled, elsewhere or have other numbers in them. */
    static String garbled(String sdp, Random random) {
        List<String> lines = new ArrayList<>(List.of(sdp.split("\r\n")));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int line = random.nextInt(lines.size());
            int other = random.nextInt(lines.size());
            switch (random.nextInt(4)) {
                case 0 -> lines.remove(line);
                case 1 -> lines.add(other, lines.get(line));
                case 2 -> Collections.swap(lines, line, other);
                default -> lines.set(line, lines.get(line).replaceAll("\\d+", String.valueOf(random.nextInt(1 << 16))));
            }
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private static void addMany(List<String> sections) {
        String last = sections.get(sections.size() - 1);
        for (int i = 0; i < MANY_SECTIONS; i++) {
            sections.add(last.replaceFirst("(?m)^a=mid:[^\r]*", "a=mid:more" + i)
                    .replaceAll("(?m)^a=ssrc.*\r\n", "")
                    .replaceFirst("(?m)^a=msid:[^\r]*", "a=msid:more more" + i));
        }
    }

    private static String withMidsReversed(String sdp) {
        long last = sdp.lines().filter(line -> line.startsWith("a=mid:")).count() - 1;
        String changed = sdp;
        for (long mid = 0; mid <= last; mid++) {
            changed = changed.replace("a=mid:" + mid + "\r", "a=mid:of" + (last - mid) + "\r");
        }
        return changed.replace("a=mid:of", "a=mid:");
    }

    private static String inSections(String sdp, Consumer<List<String>> change) {
        List<String> sections = new ArrayList<>(List.of(sdp.split("(?m)(?=^m=)")));
        change.accept(sections);
        return String.join("", sections);
    }

    private static String inMedia(String sdp, UnaryOperator<String> change) {
        return Arrays.stream(sdp.split("(?m)(?=^m=)"))
                .map(section -> section.matches("(?s)m=(audio|video).*") ? change.apply(section) : section)
                .collect(Collectors.joining());
    }
}
