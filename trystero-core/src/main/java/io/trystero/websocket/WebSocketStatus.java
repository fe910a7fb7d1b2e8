package io.trystero.websocket;

import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link ReconnectingWebSocket} is doing. */
public sealed interface WebSocketStatus {

    /** A connection is being made. */
    record Connecting() implements WebSocketStatus {}

    /** Open: messages flow. */
    record Up() implements WebSocketStatus {}

    /**
     * Not connected.
     *
     * @param reason why, without secrets
     * @param nextTry how long until the next try; {@code null} while paused
     */
    record Down(String reason, @Nullable Duration nextTry) implements WebSocketStatus {}

    /** Returns this as the state of a relay of a strategy. */
    default RelayStatus toRelayStatus(String strategy, String url) {
        if (this instanceof Down down) {
            Duration nextTry = down.nextTry();
            return nextTry == null
                    ? RelayStatus.paused(strategy, url, down.reason())
                    : RelayStatus.down(strategy, url, down.reason(), nextTry);
        }
        return this instanceof Up ? RelayStatus.up(strategy, url) : RelayStatus.connecting(strategy, url);
    }
}
