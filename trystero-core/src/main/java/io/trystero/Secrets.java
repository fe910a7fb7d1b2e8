package io.trystero;

import io.trystero.wire.Ids;
import java.util.random.RandomGenerator;

/** Ids and passwords that nobody guesses. */
final class Secrets {

    /** Of 62 letters and digits each: more than 128 bits. */
    private static final int LENGTH = 22;

    private static final RandomGenerator SECURE = TrysteroBuilder.secureRandom();

    private Secrets() {}

    static String random() {
        return Ids.random(SECURE, LENGTH);
    }
}
