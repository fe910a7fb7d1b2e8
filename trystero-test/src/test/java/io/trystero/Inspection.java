package io.trystero;

import io.trystero.engine.Counters;

/** Shows tests what an instance keeps to itself. */
public final class Inspection {

    private Inspection() {}

    public static Counters counters(Trystero instance) {
        return instance.engine().counters();
    }

    /** Returns the bytes of answers that wait to be sent. */
    public static long answerBytes(Trystero instance) {
        return instance.engine().answerBytes();
    }

    /** Returns the bytes kept of what peers have sent. */
    public static long receivedBytes(Trystero instance) {
        return instance.engine().receivedBytes();
    }
}
