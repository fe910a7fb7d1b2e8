package io.trystero.engine;

import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.PublishRate;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * What waits to be published on one relay, which all rooms of an instance share: no faster than the strategy allows, and what
 * brings a connection that has begun further goes first: answers, then offers with their candidates, then replies, then
 * announces. Of a topic's announces the latest waits alone, since an older one says nothing more. Confined to the loop.
 */
final class PublishQueue {

    /** What may wait beside announces; of those there are no more than rooms. */
    static final int MOST_WAITING = 4_096;

    private final EventLoop loop;
    private final PublishRate rate;
    private final Consumer<Mono<Void>> send;
    private final Consumer<String> refused;
    private final List<Queue<Supplier<Mono<Void>>>> urgent =
            List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
    private final Map<String, Supplier<Mono<Void>>> announces = new LinkedHashMap<>();
    private double permits;
    private long permitsAt;
    private boolean announcesHeld;
    private @Nullable Disposable timer;

    /**
     * Begins with nothing, and with all that may go at once.
     *
     * @param refused hears of what was dropped, and why
     */
    PublishQueue(EventLoop loop, PublishRate rate, Consumer<Mono<Void>> send, Consumer<String> refused) {
        this.loop = loop;
        this.rate = rate;
        this.send = send;
        this.refused = refused;
        this.permits = rate.burst();
        this.permitsAt = loop.now();
    }

    /** Sends a message when it is its turn, which may be now. */
    void add(Kind kind, String topic, Supplier<Mono<Void>> message) {
        if (kind == Kind.ANNOUNCE) {
            announces.put(topic, message);
        } else if (waiting() >= MOST_WAITING) {
            refused.accept("more waits than the relay takes at " + rate);
        } else {
            urgent.get(urgency(kind)).add(message);
        }
        drain();
    }

    /** Holds announces back, as a relay has asked, or no more. */
    void holdAnnounces(boolean hold) {
        announcesHeld = hold;
        drain();
    }

    /** Forgets the announce to a topic, if one waits. */
    void forgetAnnounce(String topic) {
        announces.remove(topic);
    }

    /** Forgets what waits. */
    void clear(String why) {
        for (Queue<Supplier<Mono<Void>>> queue : urgent) {
            queue.forEach(message -> refused.accept(why));
            queue.clear();
        }
        announces.clear();
        stopTimer();
    }

    private static int urgency(Kind kind) {
        return switch (kind) {
            case ANSWER -> 0;
            // an offer's candidates stay behind it
            case OFFER, CANDIDATE -> 1;
            case REPLY, ANNOUNCE -> 2;
        };
    }

    private int waiting() {
        return urgent.stream().mapToInt(Queue::size).sum();
    }

    private void drain() {
        refill();
        while (permits >= 1) {
            Supplier<Mono<Void>> next = poll();
            if (next == null) {
                stopTimer();
                return;
            }
            permits--;
            send.accept(next.get());
        }
        if (timer == null && isWaiting()) {
            timer = loop.schedule(this::tick, (long) Math.ceil((1 - permits) * 1_000 / rate.perSecond()));
        }
    }

    private void tick() {
        timer = null;
        drain();
    }

    private @Nullable Supplier<Mono<Void>> poll() {
        for (Queue<Supplier<Mono<Void>>> queue : urgent) {
            Supplier<Mono<Void>> next = queue.poll();
            if (next != null) {
                return next;
            }
        }
        if (announcesHeld || announces.isEmpty()) {
            return null;
        }
        return announces.remove(announces.keySet().iterator().next());
    }

    private boolean isWaiting() {
        return waiting() > 0 || (!announcesHeld && !announces.isEmpty());
    }

    private void refill() {
        long now = loop.now();
        permits = Math.min(rate.burst(), permits + (now - permitsAt) * rate.perSecond() / 1_000.0);
        permitsAt = now;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }
}
