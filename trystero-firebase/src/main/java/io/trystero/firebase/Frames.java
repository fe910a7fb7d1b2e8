package io.trystero.firebase;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages go in frames: one that is longer than a frame is cut, and the number of its pieces goes ahead of them. A number of
 * 0 is a sign of life. Not thread-safe.
 */
final class Frames {

    /** The longest frame that a server takes. */
    static final int MAX_FRAME_CHARACTERS = 16_384;

    /** The longest message that is taken from a server: a room with all that is stored under it. */
    static final int MAX_MESSAGE_CHARACTERS = 8 * 1024 * 1024;

    static final String KEEP_ALIVE = "0";

    private static final int MAX_COUNT_DIGITS = 6;

    private final StringBuilder whole = new StringBuilder();
    private int missing;

    /** The server sends a message that is longer than is taken. */
    static final class TooLongException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("it sent a message of over " + MAX_MESSAGE_CHARACTERS + " characters");
        }
    }

    /**
     * Takes a frame.
     *
     * @return the message that is whole now, or null
     * @throws TooLongException if it would be too long
     */
    @Nullable
    String add(String frame) {
        if (missing == 0) {
            if (isCount(frame)) {
                missing = Integer.parseInt(frame);
                return null;
            }
            missing = 1;
        }
        if (whole.length() + frame.length() > MAX_MESSAGE_CHARACTERS) {
            clear();
            throw new TooLongException();
        }
        whole.append(frame);
        if (--missing > 0) {
            return null;
        }
        String message = whole.toString();
        clear();
        return message;
    }

    /** Forgets what came of a message. */
    void clear() {
        missing = 0;
        whole.setLength(0);
        whole.trimToSize();
    }

    private static boolean isCount(String frame) {
        return !frame.isEmpty()
                && frame.length() <= MAX_COUNT_DIGITS
                && frame.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** Returns the frames that a message goes in; the message is ASCII. */
    static List<String> split(String message) {
        int pieces = (message.length() + MAX_FRAME_CHARACTERS - 1) / MAX_FRAME_CHARACTERS;
        if (pieces <= 1) {
            return List.of(message);
        }
        List<String> frames = new ArrayList<>(pieces + 1);
        frames.add(Integer.toString(pieces));
        for (int at = 0; at < message.length(); at += MAX_FRAME_CHARACTERS) {
            frames.add(message.substring(at, Math.min(message.length(), at + MAX_FRAME_CHARACTERS)));
        }
        return frames;
    }
}
