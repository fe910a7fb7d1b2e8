package io.trystero.codec;

import java.nio.ByteBuffer;

/** The U+FEFF that JavaScript's decoder drops from the beginning of what it reads. */
final class ByteOrderMark {

    private ByteOrderMark() {}

    /** Moves a buffer's position behind a leading U+FEFF, if there is one; returns the buffer. */
    static ByteBuffer skip(ByteBuffer utf8) {
        int at = utf8.position();
        if (utf8.remaining() >= 3
                && utf8.get(at) == (byte) 0xEF
                && utf8.get(at + 1) == (byte) 0xBB
                && utf8.get(at + 2) == (byte) 0xBF) {
            utf8.position(at + 3);
        }
        return utf8;
    }
}
