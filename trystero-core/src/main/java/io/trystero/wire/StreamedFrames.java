package io.trystero.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a payload that comes bit by bit, its length known before. A frame is kept until every target has it, and no
 * more than {@value #WINDOW} are: the slowest target sets the pace. The last frame is held back until the payload is known
 * to end where it was said to, because it tells the receiver that all is there.
 */
public final class StreamedFrames implements Frames {

    /** The longest payload that frames can be counted for. */
    public static final long MAX_BYTES = (long) ActionFrame.CHUNK_BYTES * (Integer.MAX_VALUE - 1);

    /** How many buffers the source may be ahead of the frames, beside those that do not fill one. */
    public static final int AHEAD = 4;

    /** How many frames are kept: 1 MiB of them. */
    private static final int WINDOW = 64;

    private final FrameLayout layout;
    private final IntConsumer ask;
    private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();
    private final byte[] @Nullable [] window;
    private long pendingBytes;
    private int asked = AHEAD;
    private int oldest;
    private int built;
    private boolean complete;

    /**
     * Prepares a send of bytes.
     *
     * @param prefix what goes before every action frame: the room's {@link ChannelMessage#roomPrefix prefix}
     * @param name the action's {@linkplain ActionFrame#nameBytes name}
     * @param nonce 0 to 65535
     * @param metadata the metadata's JSON, or {@code null} for none
     * @param length how many bytes will come
     * @param ask takes how many buffers more than {@link #AHEAD} may come
     */
    public StreamedFrames(
            byte[] prefix, byte[] name, int nonce, byte @Nullable [] metadata, long length, IntConsumer ask) {
        this.layout = new FrameLayout(prefix, name, nonce, PayloadKind.BINARY, metadata, length);
        this.ask = ask;
        this.window = new byte[Math.min(WINDOW, layout.count())][];
    }

    /** Adds bytes of the payload, which must not change until they are taken. All together must be no more than were told. */
    public void offer(ByteBuffer bytes) {
        ByteBuffer view = bytes.slice();
        asked--;
        if (view.hasRemaining()) {
            pending.add(view);
            pendingBytes += view.remaining();
        }
        askForMore();
    }

    /** All bytes that were told have come, and no other will. */
    public void complete() {
        complete = true;
    }

    /** Returns the oldest frame that is kept. */
    public int oldest() {
        return oldest;
    }

    /** Forgets the frames before that one, as far as there are any: every target has them. */
    public void forgetBefore(int index) {
        int end = Math.min(index, built);
        while (oldest < end) {
            window[oldest % window.length] = null;
            oldest++;
        }
    }

    @Override
    public int count() {
        return layout.count();
    }

    @Override
    public int nonce() {
        return layout.nonce();
    }

    @Override
    public boolean has(int index) {
        while (built <= index && canBuild()) {
            window[built % window.length] = build();
            built++;
        }
        // also where nothing was built: frames may have been forgotten since, so that more bytes are wanted
        askForMore();
        return index < built;
    }

    /** Tells whether the next frame waits for bytes, and not for targets. */
    public boolean isHungry() {
        return built < layout.count() && built - oldest < window.length && !canBuild();
    }

    @Override
    public byte[] frame(int index) {
        return Objects.requireNonNull(window[index % window.length]);
    }

    @Override
    public double fraction(int index) {
        return layout.fraction(index);
    }

    private boolean canBuild() {
        return built < layout.count()
                && built - oldest < window.length
                && pendingBytes >= layout.length(built)
                && (complete || !layout.isLast(built));
    }

    private byte[] build() {
        byte[] frame = layout.begin(built);
        int missing = layout.length(built);
        pendingBytes -= missing;
        int at = layout.payloadOffset();
        while (missing > 0) {
            ByteBuffer next = pending.element();
            int part = Math.min(missing, next.remaining());
            next.get(frame, at, part);
            at += part;
            missing -= part;
            if (!next.hasRemaining()) {
                pending.remove();
            }
        }
        return frame;
    }

    private void askForMore() {
        // what does not fill a frame, or is the last one and waits for the end, counts for nothing
        boolean hungry = pendingBytes < ActionFrame.CHUNK_BYTES || isHungry();
        int more = AHEAD - asked - (hungry ? 0 : pending.size());
        if (more > 0) {
            asked += more;
            ask.accept(more);
        }
    }
}
