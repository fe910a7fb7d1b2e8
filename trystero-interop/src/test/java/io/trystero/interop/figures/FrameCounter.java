package io.trystero.interop.figures;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the messages of one direction of a WebSocket, from the upgrade's first byte on. Pings, pongs and goodbyes are none. */
final class FrameCounter {

    private static final int END_OF_HEADERS = 0x0d0a0d0a;
    private static final int FIRST_CONTROL = 8;

    private final AtomicLong messages;
    private boolean upgraded;
    private int lastFour;
    private int header;
    private int lengthBytes;
    private boolean masked;
    private boolean counts;
    private long length;
    private long skip;

    FrameCounter(AtomicLong messages) {
        this.messages = messages;
    }

    void read(byte[] buffer, int count) {
        int i = 0;
        while (i < count) {
            if (skip > 0) {
                int step = (int) Math.min(skip, count - i);
                skip -= step;
                i += step;
            } else {
                int next = buffer[i++] & 0xff;
                if (upgraded) {
                    frame(next);
                } else {
                    lastFour = lastFour << 8 | next;
                    upgraded = lastFour == END_OF_HEADERS;
                }
            }
        }
    }

    private void frame(int next) {
        if (header == 0) {
            int opcode = next & 0x0f;
            boolean last = (next & 0x80) != 0;
            counts = last && opcode < FIRST_CONTROL;
        } else if (header == 1) {
            masked = (next & 0x80) != 0;
            length = next & 0x7f;
            lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (lengthBytes > 0) {
                length = 0;
            }
        } else {
            length = length << 8 | next;
        }
        header++;
        if (header == 2 + lengthBytes && header >= 2) {
            if (counts) {
                messages.incrementAndGet();
            }
            skip = length + (masked ? 4 : 0);
            header = 0;
            lengthBytes = 0;
        }
    }
}
