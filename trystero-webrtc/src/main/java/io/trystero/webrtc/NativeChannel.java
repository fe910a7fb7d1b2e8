package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import java.nio.ByteBuffer;

/** What an outbox needs of a native channel. Both calls block for a thread hop, some 20 to 60 µs. */
interface NativeChannel {

    /**
     * Hands a message to the native buffer. It fails without a word if the channel is closed.
     *
     * @throws Exception if the binding fails
     */
    void send(byte[] message) throws Exception;

    /** Returns how many bytes the native buffer holds. */
    long bufferedAmount();

    static NativeChannel of(RTCDataChannel channel) {
        return new NativeChannel() {
            @Override
            public void send(byte[] message) throws Exception {
                // A whole array: native code heeds neither position nor limit.
                channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(message), true));
            }

            @Override
            public long bufferedAmount() {
                return channel.getBufferedAmount();
            }
        };
    }
}
