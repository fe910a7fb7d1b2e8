package io.trystero;

import org.jspecify.annotations.Nullable;

/** What one of several peers answered to the same request. */
public sealed interface PeerResult<A> {

    /** Returns who was asked. */
    PeerId peer();

    /**
     * It answered.
     *
     * @param value the answer; {@code null} where it answered a JSON {@code null}
     */
    record Replied<A>(PeerId peer, @Nullable A value) implements PeerResult<A> {}

    /**
     * It refused.
     *
     * @param message what it said
     */
    record Rejected<A>(PeerId peer, String message) implements PeerResult<A> {}

    /** It did not answer in time. */
    record TimedOut<A>(PeerId peer) implements PeerResult<A> {}

    /** It is not in the room, or left before it answered. */
    record Disconnected<A>(PeerId peer) implements PeerResult<A> {}

    /**
     * The request ended on this side.
     *
     * @param error why: the room was left, or the query or the answer does not convert
     */
    record Aborted<A>(PeerId peer, Throwable error) implements PeerResult<A> {}
}
