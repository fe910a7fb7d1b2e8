package io.trystero.engine;

/** Hears the end of a ping, on the loop. */
public interface PingObserver {

    /** The peer answered. */
    void onPong();

    /** No answer will come. */
    void onLost(SendFailure reason);
}
