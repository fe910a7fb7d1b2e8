package io.trystero.benchmarks;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/**
 * Sends 64-byte messages from one peer of this process to the other and prints how the process grows. Arguments: messages,
 * 10 million by default; after how many received ones a connection is made anew, never by default. Linux only.
 */
public final class Wear {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LINES = 10;

    private Wear() {}

    public static void main(String[] arguments) {
        long messages = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
        WebRtcTransport transport = WebRtcTransport.dataOnly();
        if (arguments.length > 1) {
            transport = transport.reconnectAfter(Long.parseLong(arguments[1]));
        }
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(LIMIT));
        try (Trystero sender = instance(relay, transport);
                Trystero receiver = instance(relay, transport)) {
            run(sender, receiver, messages);
        } finally {
            relay.dispose();
        }
    }

    private static void run(Trystero sender, Trystero receiver, long messages) {
        Room from = Objects.requireNonNull(sender.join("wear").block(LIMIT));
        Room to = Objects.requireNonNull(receiver.join("wear").block(LIMIT));
        AtomicLong received = new AtomicLong();
        AtomicLong left = new AtomicLong();
        to.action("m", byte[].class).values().subscribe(message -> received.incrementAndGet());
        to.peerEvents().ofType(PeerEvent.Left.class).subscribe(event -> left.incrementAndGet());
        from.peerEvents().blockFirst(LIMIT);
        MessageAction<byte[]> action = from.action("m", byte[].class);
        byte[] message = new byte[64];
        long step = messages / LINES;
        long before = OwnProcess.residentMegabytes();
        for (int line = 1; line <= LINES; line++) {
            long start = System.nanoTime();
            Flux.range(0, (int) step)
                    .flatMap(
                            i -> action.send(message, SendOptions.to(receiver.selfId()))
                                    .retryWhen(Retry.fixedDelay(600, Duration.ofMillis(100))),
                            256)
                    .blockLast();
            System.out.printf(
                    "%d sent, %d received, %.0f/s, resident %+d MB, %d connections made anew%n",
                    line * step,
                    received.get(),
                    step * 1e9 / (System.nanoTime() - start),
                    OwnProcess.residentMegabytes() - before,
                    left.get());
        }
        Flux.interval(Duration.ofMillis(100))
                .filter(tick -> received.get() >= LINES * step)
                .blockFirst(LIMIT);
        System.out.println("received all " + received.get());
    }

    private static Trystero instance(WebSocketRelay relay, WebRtcTransport transport) {
        return Trystero.builder("io.trystero.benchmarks")
                .strategy(WebSocketRelayStrategy.of(relay.url()))
                .transport(transport)
                .iceServers()
                .build();
    }
}
