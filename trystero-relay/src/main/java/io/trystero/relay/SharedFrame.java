package io.trystero.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.trystero.relay.RelayMessage.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Encodes a delivery once, WebSocket header and all, so that a fan-out to any number of sockets shares the one buffer: frames
 * from a server are not masked (RFC 6455, 5.1), and no extension is negotiated.
 */
final class SharedFrame {

    /** FIN and the opcode of text (RFC 6455, 5.2). */
    private static final int TEXT = 0x81;

    private static final int MAX_HEADER_BYTES = 10;

    private SharedFrame() {}

    /** Returns the frame, to be released by the caller. */
    static ByteBuf encode(ByteBufAllocator allocator, String topic, Payload payload) {
        ByteBuf frame = allocator.buffer(
                MAX_HEADER_BYTES + 32 + topic.length() + payload.text().length());
        // The header's length depends on the payload's, so it is written after it, into the space left before it.
        frame.writeZero(MAX_HEADER_BYTES);
        try (OutputStream out = new ByteBufOutputStream(frame)) {
            RelayCodec.delivery(topic, payload, out);
        } catch (IOException impossible) {
            frame.release();
            throw new UncheckedIOException(impossible);
        }
        int length = frame.readableBytes() - MAX_HEADER_BYTES;
        int start = MAX_HEADER_BYTES - headerBytes(length);
        frame.setByte(start, TEXT);
        if (length < 126) {
            frame.setByte(start + 1, length);
        } else if (length <= 0xffff) {
            frame.setByte(start + 1, 126);
            frame.setShort(start + 2, length);
        } else {
            frame.setByte(start + 1, 127);
            frame.setLong(start + 2, length);
        }
        return frame.readerIndex(start);
    }

    private static int headerBytes(int length) {
        if (length < 126) {
            return 2;
        }
        return length <= 0xffff ? 4 : MAX_HEADER_BYTES;
    }
}
