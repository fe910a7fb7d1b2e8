package io.trystero.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sends of other peers, as the frames that arrive. */
final class Sends {

    static final String TOKEN = Topics.roomToken("com.example.app", "lobby");

    private static final byte[] PREFIX = ChannelMessage.roomPrefix(TOKEN);

    private Sends() {}

    /** Returns the channel messages of a send. */
    static List<byte[]> messages(
            String action, int nonce, PayloadKind kind, @Nullable String metadata, byte[] payload) {
        byte[] json = metadata == null ? null : metadata.getBytes(StandardCharsets.UTF_8);
        OutgoingFrames frames =
                new OutgoingFrames(PREFIX, ActionFrame.nameBytes(action), nonce, kind, json, ByteBuffer.wrap(payload));
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < frames.count(); i++) {
            messages.add(frames.frame(i));
        }
        return messages;
    }

    /** Returns the chunks of a binary send without metadata. */
    static List<ActionFrame> chunks(String action, int nonce, byte[] payload) throws MalformedException {
        List<ActionFrame> chunks = new ArrayList<>();
        for (byte[] message : messages(action, nonce, PayloadKind.BINARY, null, payload)) {
            chunks.add(chunk(message));
        }
        return chunks;
    }

    /** Reads a channel message down to its chunk. */
    static ActionFrame chunk(byte[] message) throws MalformedException {
        if (ChannelMessage.parse(message) instanceof ChannelMessage.RoomFrame frame) {
            return ActionFrame.parse(frame.bytes(), frame.offset());
        }
        throw new MalformedException("no room frame");
    }

    /** Returns a chunk with any flags, such as no honest sender writes. */
    static ActionFrame chunk(String action, int nonce, int flags, int length) {
        return new ActionFrame(
                action, nonce, flags, 0, new byte[ActionFrame.HEADER_BYTES + length], ActionFrame.HEADER_BYTES, length);
    }

    static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }
}
