package io.trystero.engine;

/** Hears the end of a ping, on the loop. */
public interface PingObserver {

    void onPong();

    void onLost(SendFailure reason);
}
