package io.trystero.engine;

/** Hears, on the loop and once, what became of media for one peer. */
public interface MediaObserver {

    /** The peer was told, and its connection has the media. */
    void onDone();

    /** The peer is not here. */
    void onAbsent(SendFailure reason);

    /** Its connection does not take the media. */
    void onRefused(Throwable why);
}
