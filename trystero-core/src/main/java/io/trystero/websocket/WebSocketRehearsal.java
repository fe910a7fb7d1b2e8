package io.trystero.websocket;

import io.trystero.signaling.Publication;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * One connection that leads nowhere: a strategy's relay connects to a server of this process on the loopback interface,
 * subscribes, publishes, hears itself and parts. What its first connection would have to load, link and compile is then there.
 */
public final class WebSocketRehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String TOPIC = "rehearsal";

    /** As long as an offer, so that buffers have to grow as for one. */
    private static final String PAYLOAD = "{\"offer\":\"" + "o".repeat(4_000) + "\"}";

    private WebSocketRehearsal() {}

    /** Loads what every connection needs, native code above all; blocks until that is done, some 50 ms in a fresh process. */
    public static void load() {
        SharedLoops.acquire().release();
    }

    /**
     * Connects and parts; blocks until that is done, some 100 ms in a fresh process.
     *
     * @param opener opens the strategy's relay at a URL
     * @param answers what the server says to a text that the relay sends, empty for nothing: to a publication at least
     *     what it says to subscribers of the topic
     * @throws IllegalStateException if it came to nothing within 5 s, as where no socket may listen
     */
    public static void run(
            BiFunction<? super WebSocketUrl, ? super WebSocketOptions, ? extends TopicRelay> opener,
            Function<? super String, Optional<String>> answers) {
        try (LoopbackServer server = new LoopbackServer(answers)) {
            TopicRelay relay =
                    opener.apply(server.url(), WebSocketOptions.builder().build());
            try {
                relay.subscribe(TOPIC)
                        .concatMap(event -> event instanceof TopicEvent.Subscribed
                                ? relay.publish(new Publication(TOPIC, Publication.Kind.ANNOUNCE, PAYLOAD))
                                        .then(Mono.<TopicEvent>empty())
                                : Mono.just(event))
                        .next()
                        .block(LIMIT);
            } finally {
                relay.dispose();
            }
        }
    }
}
