package io.trystero.signaling;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of one relay.
 *
 * @param strategy the strategy's name
 * @param url the relay's URL, without credentials
 * @param state what it is doing
 * @param reason why it is not up, if it is not and a reason is known
 * @param nextTry how long until it is tried again, if it is down
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
        /** It refused us for good and is not tried again. */
        RETIRED
    }

    /** Says that a connection is being made. */
    public static RelayStatus connecting(String strategy, String url) {
        return new RelayStatus(strategy, url, State.CONNECTING, null, null);
    }

    /** Says that messages flow. */
    public static RelayStatus up(String strategy, String url) {
        return new RelayStatus(strategy, url, State.UP, null, null);
    }

    /** Says that the relay is not connected, why, and when it is tried again. */
    public static RelayStatus down(String strategy, String url, String reason, Duration nextTry) {
        return new RelayStatus(strategy, url, State.DOWN, reason, nextTry);
    }

    /** Tells whether messages flow. */
    public boolean isUp() {
        return state == State.UP || state == State.THROTTLED;
    }
}
