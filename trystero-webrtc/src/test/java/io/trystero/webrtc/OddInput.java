package io.trystero.webrtc;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Input at the edge of what the SPI lets through, to be survived by native code. */
final class OddInput {

    private static final String CANDIDATE =
            "candidate:1 1 udp 2122194687 192.0.2.2 47493 typ host generation 0 ufrag abcd";

    private OddInput() {}

    /** ICE servers that pass the SPI's check: with each of these native code must at least not crash. */
    static List<IceServer> iceServers() {
        List<IceServer> servers = new ArrayList<>();
        Stream.of(
                        "stun:stun.example.com",
                        "stun:192.0.2.1:3478",
                        "STUN:Stun.Example.com:1",
                        "stuns:stun.example.com:65535",
                        "stun:[2001:db8::1]:3478",
                        "stun:[::]",
                        "stun:[:]",
                        "stun:[1.2.3.4]",
                        "stun:[:::::::::]:1",
                        "stun:-",
                        "stun:.",
                        "stun:..:1",
                        "stun:_:00001",
                        "stun:999.999.999.999:1",
                        "stun:" + "a".repeat(300),
                        "stun:" + "a.".repeat(2_000) + "example")
                .forEach(url -> addIfAccepted(servers, url, null, null));
        Stream.of(
                        "turn:turn.example.com",
                        "turn:192.0.2.1:3478?transport=udp",
                        "turn:192.0.2.1:3478?transport=tcp",
                        "TURN:192.0.2.1?TRANSPORT=TCP",
                        "turns:[2001:db8::1]:443?transport=tcp",
                        "turns:turn.example.com?transport=udp")
                .forEach(url -> {
                    addIfAccepted(servers, url, "user", "secret");
                    addIfAccepted(servers, url, "ü\u0000\ud83d\ude00\ud800", "\uffff\u0000");
                    addIfAccepted(servers, url, "\ud83d\ude00".repeat(127), "s");
                    addIfAccepted(servers, url, "u".repeat(600), "s");
                    addIfAccepted(servers, url, "u".repeat(508), "s".repeat(100_000));
                });
        servers.add(new IceServer(List.of("stun:192.0.2.1", "turn:192.0.2.1", "turns:192.0.2.2"), "user", "secret"));
        servers.add(new IceServer(List.of("stun:192.0.2.1"), "", ""));
        return servers;
    }

    static List<String> descriptions(String offer) {
        List<String> descriptions = new ArrayList<>(List.of(
                "",
                "v=0",
                "\u0000",
                "\ud800",
                "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
                "x".repeat(1_000_000),
                offer.replace("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 ZZ"),
                offer.replace("a=setup:actpass", "a=setup:none"),
                offer.replace("webrtc-datachannel", "nothing"),
                offer.replace("a=sctp-port:5000", "a=sctp-port:99999999999"),
                offer.replaceAll("a=max-message-size:\\d+", "a=max-message-size:99999999999999999999"),
                offer.replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:"),
                offer.replaceAll("(?s)m=application.*", "")));
        for (int cut = 1; cut < offer.length(); cut += 29) {
            descriptions.add(offer.substring(0, cut));
        }
        return descriptions;
    }

    static List<IceCandidate> candidates() {
        return List.of(
                new IceCandidate("", null, null, null),
                new IceCandidate(" ", null, null, null),
                new IceCandidate("candidate:", "0", 0, null),
                new IceCandidate(CANDIDATE, null, null, null),
                new IceCandidate(CANDIDATE, null, 0, null),
                new IceCandidate(CANDIDATE, "0", null, null),
                new IceCandidate(CANDIDATE, "nothing", 0, null),
                new IceCandidate(CANDIDATE, "0", Integer.MAX_VALUE, null),
                new IceCandidate(CANDIDATE, "0", Integer.MIN_VALUE, null),
                new IceCandidate(CANDIDATE, null, Integer.MIN_VALUE, null),
                new IceCandidate(CANDIDATE.replace("47493", "99999999"), "0", 0, null),
                new IceCandidate(CANDIDATE.replace("192.0.2.2", "\u0000"), "0", 0, null),
                new IceCandidate(CANDIDATE.replace("192.0.2.2", "x".repeat(100_000)), "0", 0, null),
                new IceCandidate(CANDIDATE.replace("192.0.2.2", "no-such-name.local"), "0", 0, null),
                new IceCandidate("\ud800", "\ud800", 0, "\ud800"));
    }

    private static void addIfAccepted(List<IceServer> servers, String url, String user, String secret) {
        try {
            servers.add(new IceServer(List.of(url), user, secret));
        } catch (IllegalArgumentException e) {
            // The SPI's check refuses it already: it never gets to native code.
        }
    }
}
