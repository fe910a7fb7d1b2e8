package io.trystero.webrtc;

import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.Transport;
import io.trystero.rtc.TransportCapabilities;

/**
 * Peer connections of the native WebRTC library, through webrtc-java.
 *
 * <p>Immutable, and found by {@link java.util.ServiceLoader}: a dependency on this module is enough. All instances of one
 * configuration share native factories, which cost some threads each: the first connection of the process makes one, and
 * it goes with its last connection. While one lives, a native thread keeps the JVM alive.
 *
 * <p>Runs on the class path; on the module path webrtc-java needs {@code --add-exports} and {@code --add-opens} for its
 * package {@code dev.onvoid.webrtc.internal}, without which each closed connection leaves some 60 KB behind, and {@link
 * #withMedia()} makes none: another side that takes a track back could end the process.
 */
public final class WebRtcTransport implements Transport {

    /** The largest message that the native library sends: past it the channel would close without a word. */
    static final int MAX_MESSAGE_BYTES = 262_144;

    private static final long LEAST_RECONNECT = 1_000;

    private final FactoryPool pool;
    private final long reconnectAfter;

    /** Makes the transport as {@link #dataOnly()} does; for {@link java.util.ServiceLoader}. */
    public WebRtcTransport() {
        this(FactoryPool.DATA_ONLY);
    }

    WebRtcTransport(FactoryPool pool) {
        this(pool, Long.MAX_VALUE);
    }

    private WebRtcTransport(FactoryPool pool, long reconnectAfter) {
        this.pool = pool;
        this.reconnectAfter = reconnectAfter;
    }

    /** Returns a transport that carries data channels alone. It touches no audio or video device. */
    public static WebRtcTransport dataOnly() {
        return new WebRtcTransport();
    }

    /**
     * Returns a transport that carries audio and video, too, on machines without a sound card or a camera. Its native factory
     * costs one thread more than that of {@link #dataOnly()}, which awakes each 10 ms.
     */
    public static WebRtcTransport withMedia() {
        return new WebRtcTransport(FactoryPool.WITH_MEDIA);
    }

    /**
     * Returns a transport that makes a connection anew once it has received so many messages: each leaves some 280 bytes of
     * native memory behind until the connection and its factory go. Rooms see the peer leave with {@code RECYCLED} and join
     * again a moment later; what either side has sent by then arrives first. Without this, a connection that has received
     * 5 million messages is reported by one WARN, and goes on.
     *
     * @param messages at least 1 000
     */
    public WebRtcTransport reconnectAfter(long messages) {
        if (messages < LEAST_RECONNECT) {
            throw new IllegalArgumentException(
                    "a connection is made anew after " + LEAST_RECONNECT + " messages at least, not " + messages);
        }
        return new WebRtcTransport(pool, messages);
    }

    @Override
    public String name() {
        return "webrtc-java";
    }

    @Override
    public TransportCapabilities capabilities() {
        return new TransportCapabilities(MAX_MESSAGE_BYTES, false, true, pool.hasMedia());
    }

    /**
     * Checks that the native library is on the class path and loads, with all that it links to. Loading it takes some
     * 100 ms, once.
     *
     * @throws IllegalStateException that names each system library that is missing, its Debian package and the command
     *     that installs them, or says which dependency or option to add
     */
    @Override
    public void preflight() {
        NativeLibrary.check();
        if (pool.hasMedia()) {
            NativeReference.checkOpen();
        }
    }

    @Override
    public boolean needsWarmup() {
        return true;
    }

    @Override
    public PeerConnectionFactory open() {
        return new RtcConnectionFactory(pool, reconnectAfter);
    }
}
