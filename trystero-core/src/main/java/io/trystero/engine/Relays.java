package io.trystero.engine;

import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import reactor.core.Disposable;

/** The open relays of an instance: each strategy opened once, for as long as a room uses it. Confined to the loop. */
final class Relays {

    private final EventLoop loop;
    private final SignalingContext context;
    private final Consumer<RelayStatus> onStatus;
    private final BiConsumer<String, String> onReleased;
    private final Map<SignalingStrategy, Open> open = new LinkedHashMap<>();

    Relays(
            EventLoop loop,
            SignalingContext context,
            Consumer<RelayStatus> onStatus,
            BiConsumer<String, String> onReleased) {
        this.loop = loop;
        this.context = context;
        this.onStatus = onStatus;
        this.onReleased = onReleased;
    }

    /** Returns the relays of a strategy, opening them for its first room. */
    List<TopicRelay> acquire(SignalingStrategy strategy) {
        Open opened = open.computeIfAbsent(strategy, this::open);
        opened.rooms++;
        return opened.relays;
    }

    /** A room no longer uses the strategy. */
    void release(SignalingStrategy strategy) {
        Open opened = open.get(strategy);
        if (opened != null && --opened.rooms == 0) {
            open.remove(strategy);
            opened.statuses.forEach(Disposable::dispose);
            opened.relays.forEach(relay -> {
                relay.dispose();
                onReleased.accept(strategy.name(), relay.url());
            });
        }
    }

    private Open open(SignalingStrategy strategy) {
        Open opened = new Open(strategy.open(context));
        for (TopicRelay relay : opened.relays) {
            opened.statuses.add(relay.status()
                    .subscribe(status -> loop.execute(() -> {
                        // one that was on its way when the relay was released comes too late
                        if (open.get(strategy) == opened) {
                            onStatus.accept(status);
                        }
                    })));
        }
        return opened;
    }

    private static final class Open {
        private final List<TopicRelay> relays;
        private final List<Disposable> statuses = new ArrayList<>();
        private int rooms;

        Open(List<TopicRelay> relays) {
            this.relays = List.copyOf(relays);
        }
    }
}
