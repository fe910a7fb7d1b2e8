package io.trystero.firebase;

import java.util.random.RandomGenerator;

/**
 * Makes keys that sort by the time at which they were made, as the database's own clients do: 8 characters of the time in
 * milliseconds and 12 of chance; within a millisecond the chance counts up. Not thread-safe.
 */
final class PushIds {

    private static final String ALPHABET = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private static final int TIME_CHARACTERS = 8;
    private static final int CHANCE_CHARACTERS = 12;

    private final RandomGenerator random;
    private final int[] chance = new int[CHANCE_CHARACTERS];
    private long lastMillis = Long.MIN_VALUE;

    PushIds(RandomGenerator random) {
        this.random = random;
    }

    /** Returns another key, made at that time or, if that is earlier than before, at the time before. */
    String next(long nowMillis) {
        if (nowMillis > lastMillis) {
            lastMillis = nowMillis;
            for (int i = 0; i < CHANCE_CHARACTERS; i++) {
                chance[i] = random.nextInt(ALPHABET.length());
            }
        } else {
            countUp();
        }
        StringBuilder id = new StringBuilder(TIME_CHARACTERS + CHANCE_CHARACTERS);
        for (int shift = 6 * (TIME_CHARACTERS - 1); shift >= 0; shift -= 6) {
            id.append(ALPHABET.charAt((int) (lastMillis >>> shift) & 63));
        }
        for (int digit : chance) {
            id.append(ALPHABET.charAt(digit));
        }
        return id.toString();
    }

    private void countUp() {
        int i = CHANCE_CHARACTERS - 1;
        while (i >= 0 && chance[i] == ALPHABET.length() - 1) {
            chance[i--] = 0;
        }
        if (i >= 0) {
            chance[i]++;
        } else {
            lastMillis++;
        }
    }
}
