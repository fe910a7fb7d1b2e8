package io.trystero.test;

import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import java.time.Duration;
import java.util.List;

/**
 * The strategy of one host: it opens relays of the simulated network. Immutable; {@linkplain SimulatedHost#strategy(String...)
 * made by the host}.
 */
public final class SimulatedStrategy implements SignalingStrategy {

    private record Settings(
            SimulatedHost host, List<SimulatedRelay> relays, boolean trickle, Duration announceInterval) {}

    private static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(60);

    private final Loop loop;
    private final Settings settings;

    private SimulatedStrategy(Loop loop, Settings settings) {
        this.loop = loop;
        this.settings = settings;
    }

    SimulatedStrategy(SimulatedHost host, Loop loop, List<SimulatedRelay> relays) {
        this(loop, new Settings(host, relays, true, ANNOUNCE_INTERVAL));
    }

    /** Returns one that publishes no candidates by themselves, as on relays where each message costs much. */
    public SimulatedStrategy withoutTrickle() {
        return new SimulatedStrategy(
                loop, new Settings(settings.host(), settings.relays(), false, settings.announceInterval()));
    }

    /** Returns one with another time between announces. */
    public SimulatedStrategy withAnnounceInterval(Duration interval) {
        return new SimulatedStrategy(
                loop, new Settings(settings.host(), settings.relays(), settings.trickle(), interval));
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public boolean trickle() {
        return settings.trickle();
    }

    @Override
    public Duration announceInterval() {
        return settings.announceInterval();
    }

    @Override
    public List<TopicRelay> open(SignalingContext context) {
        return settings.relays().stream()
                .<TopicRelay>map(relay -> open(relay, context))
                .toList();
    }

    private RelayClient open(SimulatedRelay relay, SignalingContext context) {
        RelayClient client = new RelayClient(name(), relay, settings.host(), context.random(), loop);
        settings.host().remember(client);
        client.open();
        return client;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimulatedStrategy strategy && settings.equals(strategy.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /** Names the host and its relays. */
    @Override
    public String toString() {
        return settings.host() + " on " + settings.relays();
    }
}
