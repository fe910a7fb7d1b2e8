package io.trystero.relay;

import java.util.Map;

/**
 * What a {@link WebSocketRelay} does and did. The counters run from its start.
 *
 * @param sockets connected now
 * @param topics with a subscriber now
 * @param published messages taken from publishers
 * @param delivered messages handed to subscribers' queues: one for each subscriber of each published message
 * @param dropped messages and sockets dropped, by reason; every reason is present
 */
public record RelayStats(int sockets, int topics, long published, long delivered, Map<DropReason, Long> dropped) {

    public RelayStats {
        dropped = Map.copyOf(dropped);
    }

    /** Why a message or a socket was dropped. */
    public enum DropReason {
        /** A message was no relay message; it is ignored. */
        MALFORMED,
        /** A message was too large; its socket is closed with 1009. */
        MESSAGE_TOO_LARGE,
        /** A topic was too long; the socket is closed with 1008. */
        TOPIC_TOO_LONG,
        /** A socket subscribed to too many topics; it is closed with 1008. */
        TOO_MANY_TOPICS,
        /** A message was published above the rate; it is ignored. */
        PUBLISHED_TOO_FAST,
        /** A socket did not take its messages fast enough; it is closed with 1013. */
        SLOW_CONSUMER,
        /** Nothing at all came from a socket after a ping; it is closed. */
        SILENT,
        /** There were as many sockets as are allowed; the new one is refused with HTTP status 503. */
        TOO_MANY_SOCKETS
    }
}
