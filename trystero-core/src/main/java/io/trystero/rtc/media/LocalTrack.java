package io.trystero.rtc.media;

/**
 * A track of ours, from whoever makes its frames. It is given a sender for each connection that it is added to, and pushes
 * each frame into all that it has.
 *
 * <p>Both methods are called on an instance's loop: they return at once, block on nothing and throw nothing.
 */
public interface LocalTrack {

    MediaKind kind();

    /** Returns what names it in descriptions; constant and, for two tracks of an instance, never the same. */
    String id();

    /** Returns how it is to be encoded; constant. */
    TrackLimits limits();

    /**
     * It is sent over one more connection.
     *
     * @param peerId whom that leads to
     */
    void attach(String peerId, TrackSender sender);

    /** It is no longer sent there; what is still pushed is ignored. */
    void detach(TrackSender sender);
}
