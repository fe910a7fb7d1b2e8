package io.trystero.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one send, each built when it is first asked for and shared by all targets while it is recent. Not
 * thread-safe: confined to the engine's loop.
 */
public final class OutgoingFrames {

    /** How many frames are kept for targets that follow: 1 MiB of them. */
    private static final int RECENT = 64;

    private final byte[] prefix;
    private final byte[] name;
    private final int nonce;
    private final int kindFlags;
    private final byte @Nullable [] metadata;
    private final ByteBuffer payload;
    private final int count;
    private final byte[][] recent;
    private final int[] recentIndex;

    /**
     * Prepares a send; copies nothing yet.
     *
     * @param prefix what goes before every action frame: the room's {@link ChannelMessage#roomPrefix prefix}
     * @param name the action's {@linkplain ActionFrame#nameBytes name}
     * @param nonce 0 to 65535
     * @param metadata the metadata's JSON, or {@code null} for none
     * @param payload the payload between position and limit; must not change until the last frame was built
     */
    public OutgoingFrames(
            byte[] prefix, byte[] name, int nonce, PayloadKind kind, byte @Nullable [] metadata, ByteBuffer payload) {
        this.prefix = prefix;
        this.name = name;
        this.nonce = nonce;
        this.kindFlags = kind.flags();
        this.metadata = metadata;
        this.payload = payload.slice();
        int payloadChunks =
                (int) (((long) this.payload.limit() + ActionFrame.CHUNK_BYTES - 1) / ActionFrame.CHUNK_BYTES);
        this.count = Math.max(1, payloadChunks + (metadata == null ? 0 : 1));
        int kept = Math.min(RECENT, count);
        this.recent = new byte[kept][];
        this.recentIndex = new int[kept];
        Arrays.fill(recentIndex, -1);
    }

    /** Returns the number of frames; at least one. */
    public int count() {
        return count;
    }

    /** Returns the nonce that all frames carry. */
    public int nonce() {
        return nonce;
    }

    /** Returns a frame as a whole channel message. The caller must not change it. */
    public byte[] frame(int index) {
        int slot = index % recent.length;
        if (recentIndex[slot] == index) {
            return recent[slot];
        }
        byte[] built = build(index);
        recent[slot] = built;
        recentIndex[slot] = index;
        return built;
    }

    /** Returns what the frame's progress byte says, 0 to 1, as the receiver will see it. */
    public double fraction(int index) {
        return Math.round(255.0 * (index + 1) / count) / 255.0;
    }

    private byte[] build(int index) {
        boolean isMetadata = metadata != null && index == 0;
        int from = metadata == null ? index * ActionFrame.CHUNK_BYTES : (index - 1) * ActionFrame.CHUNK_BYTES;
        int length = isMetadata
                ? Objects.requireNonNull(metadata).length
                : Math.min(ActionFrame.CHUNK_BYTES, payload.limit() - from);
        int start = prefix.length + ActionFrame.HEADER_BYTES;
        byte[] frame = new byte[start + length];
        System.arraycopy(prefix, 0, frame, 0, prefix.length);
        int flags = kindFlags | (index == count - 1 ? ActionFrame.LAST : 0) | (isMetadata ? ActionFrame.METADATA : 0);
        ActionFrame.writeHeader(frame, prefix.length, name, nonce, flags, index, count);
        if (isMetadata) {
            System.arraycopy(Objects.requireNonNull(metadata), 0, frame, start, length);
        } else {
            payload.get(from, frame, start, length);
        }
        return frame;
    }
}
