package io.trystero.rtc;

import io.trystero.rtc.media.RemoteTrack;
import java.nio.ByteBuffer;

/**
 * Hears what happens on one connection.
 *
 * <p>Called on threads of the transport, in two lanes that may overlap: what comes from the network and the path, in the
 * order in which it happened; and {@link #onSent} with {@link #onError}, which come from whoever sends. Within a lane one
 * call follows the other. {@link #onClosed} ends both: nothing comes with it or after it. Implementations return at once,
 * take no lock, block on nothing and throw nothing.
 */
public interface PeerConnectionListener {

    /** A local candidate was gathered. */
    void onCandidate(IceCandidate candidate);

    /** A server gave no candidate; others may have. Not every transport can tell. */
    default void onServerFailure(IceServerFailure failure) {}

    /** No more candidates will come for the local description. */
    void onGatheringComplete();

    /** The path's state changed. */
    void onStateChange(PeerConnectionState state);

    /** The data channel is open; messages may come and go from now on. */
    void onOpen(DataChannel channel);

    /**
     * A message arrived.
     *
     * @param message valid only until this method returns
     */
    void onMessage(ByteBuffer message);

    /**
     * More of what was queued by {@link DataChannel#send} has left this process's queues, or will never need them.
     *
     * @param bytes how many bytes more
     */
    void onSent(long bytes);

    /** A description of the other side that was set begins a track, or begins again one that it had taken back. */
    default void onTrack(RemoteTrack track) {}

    /**
     * What this connection has received takes up memory that only its end gives back: it should be made anew. Called once, in
     * order with the messages, if the transport was told to.
     */
    default void onWorn() {}

    /** Something went wrong that no operation's {@code Mono} reports; {@link #onClosed()} follows if it was fatal. */
    void onError(Throwable error);

    /**
     * The channel or the connection is closed, by either side; called once, last. What tells of the other side's close may be
     * lost on the way: then the path falls silent, and {@link #onStateChange} alone tells.
     */
    void onClosed();
}
