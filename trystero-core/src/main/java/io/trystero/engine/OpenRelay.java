package io.trystero.engine;

import io.trystero.signaling.Publication;
import io.trystero.signaling.Relay;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A relay that is open for all rooms of the instance which use its strategy: its state, and what goes out by it. Confined to the loop. */
final class OpenRelay {

    private final EventLoop loop;
    private final Counters counters;
    private final SignalingStrategy strategy;
    private final Relay relay;
    private final PublishQueue queue;
    private final WarnStreak unpublished;
    private @Nullable Disposable statuses;
    private boolean up;
    private boolean closed;
    private long changedAt;

    OpenRelay(EventLoop loop, Counters counters, SignalingStrategy strategy, Relay relay) {
        this.loop = loop;
        this.counters = counters;
        this.strategy = strategy;
        this.relay = relay;
        this.changedAt = loop.now();
        this.queue = new PublishQueue(loop, strategy.publishRate(), this::send, this::refused);
        this.unpublished = new WarnStreak(
                "io.trystero.signaling", "publishing on " + relay.url() + " (" + strategy.name() + ") fails");
    }

    /** Tells the relay's state on the loop until closed. */
    void watch(Consumer<RelayStatus> onStatus) {
        statuses = relay.status()
                .subscribe(status -> loop.execute(() -> {
                    // one that was on its way when the relay was closed comes too late; a relay that ended by itself is
                    // still told of
                    if (!closed) {
                        if (up != status.isUp()) {
                            up = status.isUp();
                            changedAt = loop.now();
                        }
                        queue.holdAnnounces(status.state() == RelayStatus.State.THROTTLED);
                        if (!status.isUp()) {
                            queue.clear("the relay is down");
                        }
                        onStatus.accept(status);
                    }
                }));
    }

    /** Returns for how long it has not been up, since it was opened at most, in milliseconds. */
    long downFor() {
        return up ? 0 : loop.now() - changedAt;
    }

    SignalingStrategy strategy() {
        return strategy;
    }

    Relay relay() {
        return relay;
    }

    RoomEngine.RelayName name() {
        return new RoomEngine.RelayName(strategy.name(), relay.url());
    }

    /**
     * Publishes when it is its turn.
     *
     * @param message asked for when that is so
     */
    void publish(Publication.Kind kind, String topic, Supplier<Mono<Void>> message) {
        queue.add(kind, topic, message);
    }

    /** Does not publish an announce that still waits for its turn. */
    void forgetAnnounce(String rootTopic) {
        queue.forgetAnnounce(rootTopic);
    }

    /** Takes back what was announced to a room. */
    void withdraw(TopicRelay topics, String rootTopic) {
        send(topics.withdraw(rootTopic));
    }

    void close() {
        closed = true;
        if (statuses != null) {
            statuses.dispose();
        }
        queue.clear("the relay is closed");
        relay.dispose();
    }

    private void send(Mono<Void> message) {
        message.subscribe(
                ignored -> {},
                error -> loop.execute(() -> refused(error.getMessage())),
                () -> loop.execute(unpublished::reset));
    }

    private void refused(@Nullable String why) {
        counters.count(Counters.Kind.UNPUBLISHED);
        unpublished.warn(why);
    }
}
