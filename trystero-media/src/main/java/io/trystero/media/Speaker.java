package io.trystero.media;

import io.trystero.PeerId;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The sound of one speaker, as a mixer takes it: a piece at each of the mixer's ticks, whose clock is not the speaker's. Some
 * pieces wait, so that one may be late; as they become more or fewer, sound is played a little faster or more slowly, which
 * nobody hears. Pieces come on one thread and are taken on another.
 */
final class Speaker {

    /** Pieces that are there before a speaker is heard, and of which about as many are kept. */
    static final int CUSHION = 3;

    /** Pieces that wait at most. */
    static final int WAITING = 20;

    /** By how much sound is played faster or more slowly for each piece that is too many or missing: a sixth of a semitone. */
    private static final double STRETCH = 0.01;

    /** The most pieces that this is done for; some time after the machine was busy, speech may be a little hasty. */
    private static final int MOST_FASTER = 4;

    private static final int MOST_SLOWER = 1;

    /** How much of a change in what waits is believed at once: a piece comes or goes with every tick. */
    private static final double TRUST = 1 / 32.0;

    private static final short[] NOTHING = new short[0];

    private final PeerId peer;
    private final int length;
    private final Queue<short[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private short[] out;
    private short[] current = NOTHING;
    private int used;
    /** The two samples that sound is between, and where. */
    private short before;

    private short after;
    private double at;
    private double usuallyWaiting;
    private boolean speaking;
    private volatile boolean ended;

    /** @param length samples of a piece, that come and that are taken */
    Speaker(PeerId peer, int length) {
        this.peer = peer;
        this.length = length;
        this.out = new short[length];
    }

    PeerId peer() {
        return peer;
    }

    /** A piece comes; the oldest makes room. */
    void take(short[] piece) {
        while (!waiting.offer(piece)) {
            waiting.poll();
        }
    }

    /** No more comes. */
    void end() {
        ended = true;
    }

    /** Tells whether no more comes and what came has been mixed. */
    boolean isOver() {
        return ended && !speaking;
    }

    /** Tells whether there is a piece to mix, which is then what {@link #addTo} adds. */
    boolean next() {
        boolean begins = !speaking;
        if (begins) {
            if (waiting.size() < CUSHION) {
                return false;
            }
            speaking = true;
            usuallyWaiting = CUSHION;
            current = NOTHING;
            used = 0;
            before = 0;
            after = 0;
            at = 0;
        }
        double there = waiting.size() + (double) (current.length - used) / length;
        usuallyWaiting += (there - usuallyWaiting) * TRUST;
        double step = 1 + STRETCH * Math.max(-MOST_SLOWER, Math.min(MOST_FASTER, usuallyWaiting - CUSHION));
        if (there * length < length * step + 1) {
            fadeOut();
            speaking = false;
        } else {
            play(step);
            if (begins) {
                fadeIn();
            }
        }
        return true;
    }

    private void play(double step) {
        for (int i = 0; i < length; i++) {
            out[i] = (short) Math.round(before + (after - before) * at);
            for (at += step; at >= 1; at--) {
                before = after;
                after = read();
            }
        }
    }

    private short read() {
        if (used == current.length) {
            short[] next = waiting.poll();
            // only the oldest is ever taken by the other thread, to put a newer in its place
            current = next == null ? NOTHING : next;
            used = 0;
        }
        return used < current.length ? current[used++] : after;
    }

    /** Plays the last piece backwards, so that there is no jump, and ever more quietly. */
    private void fadeOut() {
        short[] last = out;
        out = new short[length];
        for (int i = 0; i < length; i++) {
            out[i] = (short) (last[length - 1 - i] * (length - i) / length);
        }
    }

    private void fadeIn() {
        for (int i = 0; i < length; i++) {
            out[i] = (short) (out[i] * i / length);
        }
    }

    /** Adds its piece up, or takes it away again. */
    void addTo(int[] sum, int factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * out[i];
        }
    }
}
