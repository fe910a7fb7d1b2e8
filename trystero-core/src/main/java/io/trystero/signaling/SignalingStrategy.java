package io.trystero.signaling;

import java.time.Duration;
import java.util.List;

/**
 * A network through which peers find each other: immutable configuration, shared by any number of instances.
 *
 * <p>Rooms that name the same strategy object share its relays: one socket per relay and instance. Two configurations
 * that are equal must be {@code equals}.
 */
public interface SignalingStrategy {

    /** Returns the strategy's name in status and logs, such as {@code ws-relay}. */
    String name();

    /** Tells whether candidates may be published one by one as they are gathered, unless a room says otherwise. */
    default boolean trickle() {
        return true;
    }

    /** Returns the time between announces once the first burst is over. */
    default Duration announceInterval() {
        return Duration.ofSeconds(60);
    }

    /** Returns how fast an instance may publish on each relay. */
    default PublishRate publishRate() {
        return new PublishRate(1_000, 5_000);
    }

    /**
     * Refuses an app id with which no relay could be opened, as where it names the server. Called when an instance is built, and when
     * a room is joined through strategies of its own. Takes any unless overridden.
     *
     * @throws IllegalArgumentException says what is wrong with it
     */
    default void checkAppId(String appId) {}

    /**
     * Loads what the first relay needs, so that it need not wait for it. May block: it is called once a process, on a thread of its
     * own, while the first instance is built. What it throws is ignored.
     */
    default void warmUp() {}

    /**
     * Opens the relays. Called when the first room that names this strategy is joined; each relay is disposed when the last
     * such room has been left.
     *
     * @param context what the instance gives its relays
     * @return one relay per server, never empty; connecting already, and again whenever a connection is lost. If it throws, no
     *     relay stays open
     */
    List<? extends Relay> open(SignalingContext context);
}
