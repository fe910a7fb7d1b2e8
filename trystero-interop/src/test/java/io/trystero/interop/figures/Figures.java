package io.trystero.interop.figures;

import io.trystero.Trystero;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.Signaling;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Measures what each network costs and prints tables in Markdown: {@code joins} (how long it takes until a peer is there, beside the
 * JavaScript library's), {@code traffic} (sockets and messages a minute of one room and of many), {@code restarts} (what a relay
 * that is killed and comes back costs). All against the servers of the tests, on this machine.
 */
public final class Figures {

    private Figures() {}

    /**
     * Runs what is named, for the networks that are named, or for all.
     *
     * @param arguments {@code joins}, {@code traffic} or {@code restarts}, then networks such as {@code mqtt}
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("name joins, traffic or restarts, then networks");
        }
        List<Network> networks = arguments.length == 1
                ? List.of(Network.values())
                : Arrays.stream(arguments)
                        .skip(1)
                        .map(name -> Network.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        switch (arguments[0]) {
            case "joins" -> JoinFigures.run(networks);
            case "traffic" -> TrafficFigures.run(networks);
            case "restarts" -> RestartFigures.run(networks);
            default -> throw new IllegalArgumentException("joins, traffic or restarts, not " + arguments[0]);
        }
        System.exit(0);
    }

    /** Makes an instance that finds peers through a server, or through a proxy before it. */
    static Trystero instance(Network network, NetworkServer server, String app, CountingProxy proxy) {
        Signaling signaling = server.signaling(app);
        return Trystero.builder(proxy.through(signaling.appId()))
                .transport(WebRtcTransport.dataOnly())
                .iceServers()
                .strategy(network.strategy(proxy.through(server.url())))
                .build();
    }

    static void sleep(long millis) {
        Mono.delay(Duration.ofMillis(millis)).block();
    }

    static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** Returns the median and the worst of some milliseconds. */
    static String spread(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return sorted.get(sorted.size() / 2) + " / " + sorted.get(sorted.size() - 1);
    }
}
