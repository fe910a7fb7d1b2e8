package io.trystero.wire;

import java.nio.charset.StandardCharsets;

/**
 * One chunk of a send (protocol, section 4), as a view of the channel message that brought it.
 *
 * @param action the action's name
 * @param nonce tells apart the sends of an action that are under way
 * @param flags the flag bits
 * @param progress 0 to 255
 * @param bytes holds the chunk's payload
 * @param offset where the payload begins
 * @param length the payload's length in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a view that is taken apart at once, compared by nobody
public record ActionFrame(String action, int nonce, int flags, int progress, byte[] bytes, int offset, int length) {

    /** Longest action name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 32;

    /** Bytes before the payload. */
    public static final int HEADER_BYTES = 36;

    /** Most bytes of payload in a chunk; a metadata chunk may be longer. */
    public static final int CHUNK_BYTES = 16 * 1024 - HEADER_BYTES;

    /** The flag of a send's last chunk. */
    static final int LAST = 1;

    /** The flag of the chunk that holds the metadata. */
    static final int METADATA = 2;

    static final int BINARY = 4;
    static final int JSON = 8;

    private static final int NONCE = 32;
    private static final int FLAGS = 34;
    private static final int PROGRESS = 35;
    private static final int FULL = 255;

    /**
     * Reads the action frame that begins at an offset of a channel message.
     *
     * @throws MalformedException if the message ends before the header does, or the name is empty
     */
    public static ActionFrame parse(byte[] bytes, int offset) throws MalformedException {
        if (bytes.length - offset < HEADER_BYTES) {
            throw new MalformedException("an action frame of " + (bytes.length - offset) + " bytes");
        }
        int nonce = ((bytes[offset + NONCE] & 0xff) << 8) | (bytes[offset + NONCE + 1] & 0xff);
        int payload = offset + HEADER_BYTES;
        return new ActionFrame(
                name(bytes, offset),
                nonce,
                bytes[offset + FLAGS] & 0xff,
                bytes[offset + PROGRESS] & 0xff,
                bytes,
                payload,
                bytes.length - payload);
    }

    public boolean isLast() {
        return (flags & LAST) != 0;
    }

    public boolean isMetadata() {
        return (flags & METADATA) != 0;
    }

    /** Returns what the payload is. */
    public PayloadKind kind() {
        return PayloadKind.of(flags);
    }

    /** Returns how much of the send has arrived with this chunk, 0 to 1; 1 is for the last chunk alone. */
    public double fraction() {
        return (double) step() / FULL;
    }

    /** Returns the same, 0 to 255. */
    public int step() {
        return step(progress, isLast());
    }

    /** Rounding makes some chunks before the last one full, too. */
    static int step(int progress, boolean last) {
        return last ? progress : Math.min(progress, FULL - 1);
    }

    /** Returns the progress that a chunk tells, 0 to 255. */
    static int progress(int chunk, int chunks) {
        return (int) Math.round((double) FULL * (chunk + 1) / chunks);
    }

    /**
     * Returns an action's name as the bytes that frames carry.
     *
     * @throws IllegalArgumentException if the name is empty, too long, no text of UTF-8, or holds a zero character
     */
    public static byte[] nameBytes(String action) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(action)) {
            throw new IllegalArgumentException(
                    "the action name \"" + action + "\" holds half of a surrogate pair, which UTF-8 has no bytes for");
        }
        byte[] name = action.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0) {
            throw new IllegalArgumentException("an action needs a name");
        }
        if (action.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the action name \"" + action.replace("\0", "\\0")
                    + "\" holds a zero character, which receivers take for padding; choose one without");
        }
        if (name.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("the action name \"" + action + "\" takes " + name.length
                    + " bytes of UTF-8; choose one of at most " + MAX_NAME_BYTES);
        }
        return name;
    }

    /** Writes a header; the rest of the name's 32 bytes must be zero already. */
    static void writeHeader(byte[] frame, int at, byte[] name, int nonce, int flags, int chunk, int chunks) {
        System.arraycopy(name, 0, frame, at, name.length);
        frame[at + NONCE] = (byte) (nonce >>> 8);
        frame[at + NONCE + 1] = (byte) nonce;
        frame[at + FLAGS] = (byte) flags;
        frame[at + PROGRESS] = (byte) progress(chunk, chunks);
    }

    private static String name(byte[] bytes, int offset) throws MalformedException {
        int length = MAX_NAME_BYTES;
        while (length > 0 && bytes[offset + length - 1] == 0) {
            length--;
        }
        if (length == 0) {
            throw new MalformedException("an action frame without a name");
        }
        String name = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return name.indexOf('\0') < 0 ? name : name.replace("\0", "");
    }
}
