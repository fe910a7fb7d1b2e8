package io.trystero.engine;

import io.trystero.engine.StrategyPlan.Fallback;
import io.trystero.signaling.SignalingStrategy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * The relays that a room is looked for on: those of its strategies from the beginning, and those of each fallback once none of
 * the others has been up for its time. A fallback that is used stays in use: peers may be found through it alone. Confined to
 * the loop.
 */
final class RoomRelays {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.discovery");

    private final RoomEngine room;
    private final Relays relays;
    private final Iterator<Fallback> fallbacks;
    private final List<SignalingStrategy> acquired = new ArrayList<>();
    private final List<OpenRelay> open = new ArrayList<>();
    private final List<RelaySession> sessions = new ArrayList<>();
    private @Nullable Fallback next;
    private @Nullable Disposable timer;

    RoomRelays(RoomEngine room, Relays relays) {
        this.room = room;
        this.relays = relays;
        this.fallbacks = room.settings().plan().fallbacks().iterator();
    }

    /** Opens the relays of the room's strategies. */
    void start() {
        room.settings().plan().strategies().forEach(this::acquire);
        List.copyOf(sessions).forEach(RelaySession::start);
        awaitNext();
    }

    List<RelaySession> sessions() {
        return sessions;
    }

    /** Stops listening and announcing. */
    void stop() {
        stopTimer();
        sessions.forEach(RelaySession::stop);
    }

    /** Lets go of the relays. */
    void release() {
        stopTimer();
        acquired.forEach(relays::release);
        acquired.clear();
    }

    private List<RelaySession> acquire(SignalingStrategy strategy) {
        List<OpenRelay> opened = relays.acquire(strategy);
        acquired.add(strategy);
        open.addAll(opened);
        List<RelaySession> more = opened.stream().map(room::session).toList();
        sessions.addAll(more);
        return more;
    }

    private void awaitNext() {
        next = fallbacks.hasNext() ? fallbacks.next() : null;
        watch();
    }

    /** Looks again after the time that is allowed, from now or from when a relay was last seen up. */
    private void watch() {
        Fallback waiting = next;
        if (waiting != null) {
            long downFor = downFor();
            long left = waiting.afterMillis() - downFor;
            timer = room.engine().loop().schedule(() -> look(waiting), Math.max(0, left));
        }
    }

    private void look(Fallback waiting) {
        if (downFor() < waiting.afterMillis()) {
            watch();
            return;
        }
        LOG.debug(
                "room {}: no relay has been up for {} ms; falling back to {}",
                room.settings().roomId(),
                waiting.afterMillis(),
                waiting.strategy().name());
        try {
            List<RelaySession> more = acquire(waiting.strategy());
            room.relaysChanged();
            more.forEach(RelaySession::start);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "room {}: no fallback to {}",
                    room.settings().roomId(),
                    waiting.strategy().name(),
                    failure);
        }
        awaitNext();
    }

    /** Returns for how long no relay has been up, in milliseconds. */
    private long downFor() {
        return open.stream().mapToLong(OpenRelay::downFor).min().orElse(Long.MAX_VALUE);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }
}
