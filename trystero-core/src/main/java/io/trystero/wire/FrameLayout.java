package io.trystero.wire;

import org.jspecify.annotations.Nullable;

/** How one send is cut into frames (protocol, section 4): what each carries, and the header before it. */
final class FrameLayout {

    private final byte[] prefix;
    private final byte[] name;
    private final int nonce;
    private final int kindFlags;
    private final byte @Nullable [] metadata;
    private final long bytes;
    private final int count;

    /**
     * @param prefix what goes before every action frame: the room's {@link ChannelMessage#roomPrefix prefix}
     * @param name the action's {@linkplain ActionFrame#nameBytes name}
     * @param nonce 0 to 65535
     * @param metadata the metadata's JSON, or {@code null} for none
     * @param bytes length of the payload
     */
    FrameLayout(byte[] prefix, byte[] name, int nonce, PayloadKind kind, byte @Nullable [] metadata, long bytes) {
        if (bytes < 0 || bytes > StreamedFrames.MAX_BYTES) {
            throw new IllegalArgumentException("a payload of " + bytes + " bytes");
        }
        this.prefix = prefix;
        this.name = name;
        this.nonce = nonce;
        this.kindFlags = kind.flags();
        this.metadata = metadata;
        this.bytes = bytes;
        int chunks = (int) ((bytes + ActionFrame.CHUNK_BYTES - 1) / ActionFrame.CHUNK_BYTES);
        this.count = Math.max(1, chunks + (metadata == null ? 0 : 1));
    }

    int count() {
        return count;
    }

    int nonce() {
        return nonce;
    }

    boolean isLast(int index) {
        return index == count - 1;
    }

    boolean isMetadata(int index) {
        return metadata != null && index == 0;
    }

    double fraction(int index) {
        return ActionFrame.step(ActionFrame.progress(index, count), isLast(index)) / 255.0;
    }

    /** Returns where the payload of a frame begins, in the whole payload. */
    long from(int index) {
        return (long) (metadata == null ? index : index - 1) * ActionFrame.CHUNK_BYTES;
    }

    /** Returns how much of the payload a frame carries. */
    int length(int index) {
        return isMetadata(index) ? 0 : (int) Math.min(ActionFrame.CHUNK_BYTES, bytes - from(index));
    }

    /** Returns where the payload begins in a frame. */
    int payloadOffset() {
        return prefix.length + ActionFrame.HEADER_BYTES;
    }

    /** Returns a frame that still lacks its part of the payload; the frame of the metadata lacks nothing. */
    byte[] begin(int index) {
        byte[] whole = isMetadata(index) ? metadata : null;
        byte[] frame = new byte[payloadOffset() + (whole == null ? length(index) : whole.length)];
        System.arraycopy(prefix, 0, frame, 0, prefix.length);
        int flags = kindFlags | (isLast(index) ? ActionFrame.LAST : 0) | (whole == null ? 0 : ActionFrame.METADATA);
        ActionFrame.writeHeader(frame, prefix.length, name, nonce, flags, index, count);
        if (whole != null) {
            System.arraycopy(whole, 0, frame, payloadOffset(), whole.length);
        }
        return frame;
    }
}
