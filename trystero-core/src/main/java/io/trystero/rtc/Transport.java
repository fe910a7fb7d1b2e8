package io.trystero.rtc;

/**
 * A way to make peer connections: immutable configuration, shared by any number of {@code Trystero} instances.
 *
 * <p>Implementations with a public no-argument constructor that are named in {@code META-INF/services} are found when an
 * instance is built without one.
 */
public interface Transport {

    /** Returns a short name for logs and status, such as {@code webrtc-java}. */
    String name();

    /** Returns what connections of this transport can do; constant. */
    TransportCapabilities capabilities();

    /**
     * Checks, without blocking on the network, that the transport can work on this machine.
     *
     * @throws RuntimeException that says what is missing and how to get it
     */
    default void preflight() {}

    /**
     * Tells whether the first connection of a process takes much longer than others, so that one is made in memory while the
     * first instance is built.
     */
    default boolean needsWarmup() {
        return false;
    }

    /**
     * Opens a factory of connections. Called when an instance joins its first room; the factory is {@linkplain
     * PeerConnectionFactory#dispose() disposed} when it has left its last.
     *
     * @return a factory, never {@code null}; cheap until its first connection
     */
    PeerConnectionFactory open();
}
