package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A native factory of connections with the worker that calls it. Made at once, its native part by the first connection. */
final class NativeFactory {

    private static final VarHandle RECEIVED = received(MethodHandles.lookup());

    /** Connections that use it; guarded by the pool. */
    int leases;

    private final Supplier<Natives> source;
    private final NativeWorker worker = new NativeWorker();
    private @Nullable Natives natives;
    private @Nullable SendCodecs codecs;

    @SuppressWarnings("unused") // through RECEIVED
    private long received;

    NativeFactory(Supplier<Natives> source) {
        this.source = source;
    }

    NativeWorker worker() {
        return worker;
    }

    /**
     * Returns the native factory, made if need be. Worker only.
     *
     * @throws IllegalStateException if a library is missing
     */
    PeerConnectionFactory natives() {
        Natives made = natives;
        if (made == null) {
            made = source.get();
            natives = made;
            made.begin(worker);
        }
        return made.factory();
    }

    /** Returns the codecs in which its connections can send, asked for once. Worker only. */
    SendCodecs codecs() {
        SendCodecs known = codecs;
        if (known == null) {
            known = SendCodecs.of(natives());
            codecs = known;
        }
        return known;
    }

    /** Counts a received message. On the native callback thread, the one writer: no atomic addition needed. */
    void countReceived() {
        RECEIVED.setOpaque(this, received + 1);
    }

    /** Returns how many messages its connections have received. */
    long received() {
        return (long) RECEIVED.getOpaque(this);
    }

    /** Ends its threads, after the last connection and what that has left to do. */
    void dispose(Consumer<NativeFactory> then) {
        worker.execute(() -> {
            try {
                end();
            } finally {
                then.accept(this);
            }
        });
    }

    private void end() {
        Natives made = natives;
        natives = null;
        if (made != null) {
            made.dispose();
        }
        worker.stop();
    }

    private static VarHandle received(MethodHandles.Lookup lookup) {
        try {
            return lookup.findVarHandle(NativeFactory.class, "received", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
