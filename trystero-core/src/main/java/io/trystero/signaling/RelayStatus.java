package io.trystero.signaling;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of one relay.
 *
 * @param strategy the strategy's name
 * @param url the relay's URL, without credentials
 * @param state what it is doing
 * @param reason why it is not up, if it is not and a reason is known; or what the server refuses, if it is up
 * @param nextTry how long until it is tried again, if it is down, or until it is published to as usual, if it is throttled; none
 *     while it is paused
 */
public record RelayStatus(
        String strategy,
        String url,
        State state,
        @Nullable String reason,
        @Nullable Duration nextTry) {

    /** What a relay is doing. */
    public enum State {
        /** The first connection, or a new one after a loss, is being made. */
        CONNECTING,
        /** Messages flow. */
        UP,
        /** Not connected; it is tried again after {@link RelayStatus#nextTry()}. */
        DOWN,
        /** Connected, but it asked us to publish less. */
        THROTTLED,
        /** It refused us, and is not tried again or only an hour or more later. */
        RETIRED,
        /** No room uses it any longer: the last that is told of it. */
        CLOSED
    }

    /** Says that a connection is being made. */
    public static RelayStatus connecting(String strategy, String url) {
        return new RelayStatus(strategy, url, State.CONNECTING, null, null);
    }

    /** Says that messages flow. */
    public static RelayStatus up(String strategy, String url) {
        return new RelayStatus(strategy, url, State.UP, null, null);
    }

    /** Says that messages flow, but that the server refuses some of what is asked of it, and why. */
    public static RelayStatus upBut(String strategy, String url, String reason) {
        return new RelayStatus(strategy, url, State.UP, reason, null);
    }

    /** Says that the relay is not connected, why, and when it is tried again. */
    public static RelayStatus down(String strategy, String url, String reason, Duration nextTry) {
        return new RelayStatus(strategy, url, State.DOWN, reason, nextTry);
    }

    /** Says that the relay takes less than we would publish, why, and for how long. */
    public static RelayStatus throttled(String strategy, String url, String reason, Duration nextTry) {
        return new RelayStatus(strategy, url, State.THROTTLED, reason, nextTry);
    }

    /** Says that the relay refused us and is not tried again, at least not soon, and why. */
    public static RelayStatus retired(String strategy, String url, String reason) {
        return new RelayStatus(strategy, url, State.RETIRED, reason, null);
    }

    /** Says that no room uses the relay any longer. */
    public static RelayStatus closed(String strategy, String url) {
        return new RelayStatus(strategy, url, State.CLOSED, null, null);
    }

    /** Says that the relay is not connected and, being paused, is not tried again until it is resumed. */
    public static RelayStatus paused(String strategy, String url, String reason) {
        return new RelayStatus(strategy, url, State.DOWN, reason, null);
    }

    /** Tells whether messages flow. */
    public boolean isUp() {
        return state == State.UP || state == State.THROTTLED;
    }
}
