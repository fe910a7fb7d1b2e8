package io.trystero.examples.peershell;

/** Measures from when it is made, in milliseconds. */
record Timing(long startNanos) {

    static Timing start() {
        return new Timing(System.nanoTime());
    }

    /** Returns the time since the start, to a tenth of a millisecond. */
    double millis() {
        return round((System.nanoTime() - startNanos) / 1e6);
    }

    static double round(double millis) {
        return Math.round(millis * 10) / 10.0;
    }
}
