package io.trystero.rtc;

/**
 * An open data channel: ordered, reliable, binary. Thread-safe; nothing blocks.
 *
 * <p>The transport keeps what it is handed in a queue of its own and reports through {@link
 * PeerConnectionListener#onSent(long)} as it leaves; a caller bounds the queue by what has not been reported yet.
 */
public interface DataChannel {

    /**
     * Queues one message, from any thread; those of one thread leave in order. One that is larger than both sides take is
     * reported by {@link PeerConnectionListener#onError} and counts as sent, and the channel goes on. After the connection
     * is closed, nothing happens.
     *
     * @param message the whole message; shared by all targets of a broadcast, so neither side may change it
     */
    void send(byte[] message);

    /**
     * Lets the other side send that many more bytes, where the transport {@linkplain
     * TransportCapabilities#receiveCredit() can hold it back}; ignored elsewhere.
     */
    default void grant(long bytes) {}
}
