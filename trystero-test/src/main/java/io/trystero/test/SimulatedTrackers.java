package io.trystero.test;

import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The strategy of one host that uses relays of the simulated network as trackers, which hand offers around. Immutable; {@linkplain
 * SimulatedHost#trackers(String...) made by the host}.
 */
public final class SimulatedTrackers implements SignalingStrategy {

    private static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(10);

    private final SimulatedHost host;
    private final Loop loop;
    private final List<SimulatedRelay> relays;

    SimulatedTrackers(SimulatedHost host, Loop loop, List<SimulatedRelay> relays) {
        this.host = host;
        this.loop = loop;
        this.relays = relays;
    }

    @Override
    public String name() {
        return "simulated trackers";
    }

    @Override
    public boolean trickle() {
        return false;
    }

    @Override
    public Duration announceInterval() {
        return ANNOUNCE_INTERVAL;
    }

    @Override
    public List<OfferRelay> open(SignalingContext context) {
        return relays.stream().<OfferRelay>map(relay -> open(relay, context)).toList();
    }

    private TrackerClient open(SimulatedRelay relay, SignalingContext context) {
        TrackerClient client = new TrackerClient(name(), relay, host, context.selfId(), context.random(), loop);
        host.remember(client);
        client.open();
        return client;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimulatedTrackers that && host == that.host && relays.equals(that.relays);
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, relays);
    }

    /** Names the host and its trackers. */
    @Override
    public String toString() {
        return host + " on trackers " + relays;
    }
}
