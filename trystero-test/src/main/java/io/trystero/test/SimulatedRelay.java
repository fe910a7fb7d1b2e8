package io.trystero.test;

import java.time.Duration;

/**
 * A relay of a {@link SimulatedNetwork}: carries text by topic between the hosts that have opened it, or hands their offers around
 * as a tracker does, as well as its {@linkplain RelayQuality quality} lets it. Messages to one host keep their order, but for those that are held back.
 *
 * <p>Thread-safe. A command takes effect after all that the network was told before, as soon as its scheduler runs.
 */
public final class SimulatedRelay {

    private final String name;
    private final Loop loop;
    private final RelayServer server;

    SimulatedRelay(String name, int number, Loop loop, RelayQuality quality) {
        this.name = name;
        this.loop = loop;
        server = new RelayServer(number, loop, quality);
    }

    /** Returns the name that the network knows it by. */
    public String name() {
        return name;
    }

    /** Returns its URL as rooms show it in their status: {@code sim://} and the name. */
    public String url() {
        return "sim://" + name;
    }

    /** Returns how well it carries messages now. */
    public RelayQuality quality() {
        return server.quality();
    }

    /** Changes how well it carries messages that are published from now on. */
    public void quality(RelayQuality quality) {
        loop.run(() -> server.quality(quality));
    }

    /**
     * Changes how often it wants to be announced to by those who use it as a {@linkplain SimulatedHost#trackers(String...)
     * tracker}: every 120 s if not changed. They hear of it when they next announce.
     */
    public void trackerInterval(Duration interval) {
        loop.run(() -> server.swarms().interval(interval));
    }

    /** Takes it down: what is on its way is lost, clients lose their connection, and try again from time to time. */
    public void stop() {
        loop.run(server::stop);
    }

    /** Brings it up again; clients find out at their next try. */
    public void start() {
        loop.run(server::start);
    }

    /** Takes it down now and brings it up after the given time. */
    public void restart(Duration outage) {
        stop();
        loop.run(() -> loop.after(outage.toNanos(), server::start));
    }

    /**
     * Refuses everyone for good: its clients retire, those that are connected and those that come later. That is not taken back:
     * a relay that is {@linkplain #start() started} again takes whoever opens it from then on.
     *
     * @param reason what it says
     */
    public void refuse(String reason) {
        loop.run(() -> server.refuse(reason));
    }

    /** Returns what it has done so far; exact whenever the network's scheduler stands still. */
    public RelayCounts counts() {
        return server.tally.snapshot();
    }

    RelayServer server() {
        return server;
    }

    /** Names it. */
    @Override
    public String toString() {
        return url();
    }
}
