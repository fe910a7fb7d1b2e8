package io.trystero.webrtc;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One end of a data channel, as {@link RawDataChannelBaseline} drives it: signalled without trickle. */
interface BaselineLink extends AutoCloseable {

    /** What a sender leaves in the queues at most. */
    long WINDOW = 1 << 20;

    String offer() throws Exception;

    String answer(String offer) throws Exception;

    void accept(String answer) throws Exception;

    void awaitOpen() throws Exception;

    /** Sends a message, waiting while the queues are full. One thread at a time. */
    void send(byte[] message) throws Exception;

    @Override
    void close();

    static BaselineLink of(String kind, boolean offerer, Consumer<ByteBuffer> receiver) {
        return kind.equals("raw") ? new RawLink(offerer, receiver) : new TransportLink(offerer, receiver);
    }

    /** A wait as short as the transport's own. */
    static void pause() {
        LockSupport.parkNanos(500_000);
    }
}
