package io.trystero.codec;

import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes JSON text and keeps it as UTF-8, with a surrogate that lacks its pair escaped, as well-formed {@code
 * JSON.stringify} does. Jackson's own output to bytes escapes whole pairs too.
 */
final class JsonBytes extends Writer {

    private static final int INITIAL = 512;
    /** Most bytes that one character becomes: an escape such as {@code \ud800}. */
    private static final int MOST = 6;

    private static final String HEX = "0123456789abcdef";

    private byte[] bytes = new byte[INITIAL];
    private int size;
    /** A high surrogate whose pair may come with the next characters, or 0. */
    private char high;

    @Override
    public void write(char[] text, int from, int length) {
        ensure(length + 1);
        for (int i = from; i < from + length; i++) {
            add(text[i]);
        }
    }

    /** Returns what was written. Nothing may be written after it. */
    ByteBuffer written() {
        endPair();
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    private void add(char c) {
        if (high != 0 && Character.isLowSurrogate(c)) {
            int codePoint = Character.toCodePoint(high, c);
            high = 0;
            bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
            putTail(codePoint >> 12);
            putTail(codePoint >> 6);
            putTail(codePoint);
            return;
        }
        endPair();
        if (c < 0x80) {
            bytes[size++] = (byte) c;
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | (c >> 6));
            putTail(c);
        } else if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (Character.isLowSurrogate(c)) {
            escape(c);
        } else {
            bytes[size++] = (byte) (0xE0 | (c >> 12));
            putTail(c >> 6);
            putTail(c);
        }
    }

    private void endPair() {
        if (high != 0) {
            ensure(1);
            escape(high);
            high = 0;
        }
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = (byte) HEX.charAt((c >> shift) & 0xF);
        }
    }

    /** Adds a byte of UTF-8 that is not a character's first: of its lowest six bits. */
    private void putTail(int bits) {
        bytes[size++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void ensure(int characters) {
        long needed = size + (long) MOST * characters;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - Long.BYTES) {
                throw new CodecException("JSON of more than 2 GiB; send it in parts, or as a file");
            }
            bytes = Arrays.copyOf(
                    bytes, (int) Math.min(Integer.MAX_VALUE - Long.BYTES, Math.max(needed, 2L * bytes.length)));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
