package io.trystero.engine;

import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The open relays of an instance: each strategy opened once, for as long as a room uses it. Confined to the loop. */
final class Relays {

    private final EventLoop loop;
    private final Counters counters;
    private final SignalingContext context;
    private final Consumer<RelayStatus> onStatus;
    private final Map<SignalingStrategy, Open> open = new LinkedHashMap<>();
    private boolean paused;

    Relays(EventLoop loop, Counters counters, SignalingContext context, Consumer<RelayStatus> onStatus) {
        this.loop = loop;
        this.counters = counters;
        this.context = context;
        this.onStatus = onStatus;
    }

    /** Returns the relays of a strategy, opening them for its first room. */
    List<OpenRelay> acquire(SignalingStrategy strategy) {
        Open opened = open.computeIfAbsent(strategy, this::open);
        opened.rooms++;
        return opened.relays;
    }

    /** A room no longer uses the strategy. */
    void release(SignalingStrategy strategy) {
        Open opened = open.get(strategy);
        if (opened != null && --opened.rooms == 0) {
            open.remove(strategy);
            opened.relays.forEach(relay -> {
                relay.close();
                onStatus.accept(
                        RelayStatus.closed(strategy.name(), relay.relay().url()));
            });
        }
    }

    /** Makes no new connections to relays until resumed. */
    void pause() {
        paused = true;
        open.values()
                .forEach(opened -> opened.relays.forEach(relay -> relay.relay().pause()));
    }

    void resume() {
        paused = false;
        open.values()
                .forEach(opened -> opened.relays.forEach(relay -> relay.relay().resume()));
    }

    private Open open(SignalingStrategy strategy) {
        Open opened = new Open(strategy.open(context).stream()
                .map(relay -> new OpenRelay(loop, counters, strategy, relay))
                .toList());
        opened.relays.forEach(relay -> {
            if (paused) {
                relay.relay().pause();
            }
            relay.watch(onStatus);
        });
        return opened;
    }

    private static final class Open {
        private final List<OpenRelay> relays;
        private int rooms;

        Open(List<OpenRelay> relays) {
            this.relays = relays;
        }
    }
}
