package io.trystero.relay;

/**
 * What clients of a {@link WebSocketRelay} may do; {@link WebSocketRelayBuilder} tells the defaults and what happens past each.
 */
record RelayLimits(
        int maxSockets,
        int maxTopicsPerSocket,
        int maxTopicLength,
        int maxMessageBytes,
        int publishesPerSecond,
        int publishBurst,
        int maxQueuedBytes) {}
