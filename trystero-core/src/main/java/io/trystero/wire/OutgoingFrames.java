package io.trystero.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The frames of a payload that is at hand, each built when it is first asked for and kept while it is recent. */
public final class OutgoingFrames implements Frames {

    /** How many frames are kept for targets that follow: 1 MiB of them. */
    private static final int RECENT = 64;

    private final FrameLayout layout;
    private final ByteBuffer payload;
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
        this.payload = payload.slice();
        this.layout = new FrameLayout(prefix, name, nonce, kind, metadata, this.payload.limit());
        int kept = Math.min(RECENT, layout.count());
        this.recent = new byte[kept][];
        this.recentIndex = new int[kept];
        Arrays.fill(recentIndex, -1);
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
        return true;
    }

    @Override
    public byte[] frame(int index) {
        int slot = index % recent.length;
        if (recentIndex[slot] == index) {
            return recent[slot];
        }
        byte[] built = layout.begin(index);
        if (!layout.isMetadata(index)) {
            payload.get((int) layout.from(index), built, layout.payloadOffset(), layout.length(index));
        }
        recent[slot] = built;
        recentIndex[slot] = index;
        return built;
    }

    @Override
    public double fraction(int index) {
        return layout.fraction(index);
    }
}
