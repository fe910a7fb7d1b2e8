package io.trystero.websocket;

import io.trystero.signaling.RelayStatus;
import java.time.Duration;

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
     * @param nextTry how long until the next try
     */
    record Down(String reason, Duration nextTry) implements WebSocketStatus {}

    /** Returns this as the state of a relay of a strategy. */
    default RelayStatus toRelayStatus(String strategy, String url) {
        if (this instanceof Down down) {
            return RelayStatus.down(strategy, url, down.reason(), down.nextTry());
        }
        return this instanceof Up ? RelayStatus.up(strategy, url) : RelayStatus.connecting(strategy, url);
    }
}
