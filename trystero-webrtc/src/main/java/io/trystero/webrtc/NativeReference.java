package io.trystero.webrtc;

import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.reflect.Field;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A native object and the reference to it that webrtc-java never gives up: it forgets its pointer to a connection when that
 * is closed. So the pointer is read before and the reference given up after, by reflection. Where that is closed (the
 * module path) the memory is lost, some 60 KB a connection, which is said once and counted.
 */
final class NativeReference<T extends NativeObject> {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.connection");
    private static final String ADVICE = "run on the class path, or add --add-exports and --add-opens"
            + " webrtc.java/dev.onvoid.webrtc.internal=ALL-UNNAMED";
    private static final @Nullable Field POINTER = pointerField();
    private static final AtomicBoolean WARNED = new AtomicBoolean();
    private static final AtomicLong HELD = new AtomicLong();
    private static final AtomicLong LOST = new AtomicLong();

    private final T object;
    private final long pointer;

    /** @param object not closed yet */
    NativeReference(T object) {
        this.object = object;
        this.pointer = pointer(object);
        HELD.incrementAndGet();
    }

    /**
     * Takes a reference of our own to an object that is borrowed from another, where that is still there. Waits for no other
     * thread, so that the callback thread may, too.
     *
     * @throws IllegalStateException where reflection is closed
     */
    static <T extends NativeObject> NativeReference<T> retain(T borrowed) {
        checkOpen();
        NativeReference<T> mine = new NativeReference<>(borrowed);
        try {
            mine.carrier().retain();
            return mine;
        } catch (IllegalAccessException | LinkageError e) {
            HELD.decrementAndGet();
            throw closed(e);
        }
    }

    /** @throws IllegalStateException where reflection is closed, so that {@link #retain} fails */
    static void checkOpen() {
        if (POINTER == null) {
            throw closed(null);
        }
    }

    private static IllegalStateException closed(@Nullable Throwable cause) {
        return new IllegalStateException("native tracks cannot be kept: " + ADVICE, cause);
    }

    T object() {
        return object;
    }

    /** Tells whether it is to the same native object as another of Java's. */
    boolean isTo(NativeObject other) {
        return pointer != 0 && pointer == pointer(other);
    }

    /** Gives the reference up; the native object goes if it was the last. On the worker, once, after the last call of it. */
    void release() {
        HELD.decrementAndGet();
        if (POINTER == null || pointer == 0) {
            countLost();
            return;
        }
        try {
            carrier().release();
        } catch (IllegalAccessException | LinkageError e) {
            countLost();
        }
    }

    private Carrier carrier() throws IllegalAccessException {
        Carrier carrier = new Carrier();
        Objects.requireNonNull(POINTER).setLong(carrier, pointer);
        return carrier;
    }

    /** Returns how many native objects are held now: for tests and metrics. */
    static long held() {
        return HELD.get();
    }

    /** Returns how many native objects could not be released. */
    static long lost() {
        return LOST.get();
    }

    private static void countLost() {
        LOST.incrementAndGet();
        if (WARNED.compareAndSet(false, true)) {
            log.warn("Native WebRTC connections cannot be released: {}", ADVICE);
        }
    }

    private static long pointer(NativeObject object) {
        try {
            return POINTER == null ? 0 : POINTER.getLong(object);
        } catch (IllegalAccessException e) {
            return 0;
        }
    }

    private static @Nullable Field pointerField() {
        try {
            Field field = NativeObject.class.getDeclaredField("nativeHandle");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** Counts references to any object whose pointer it is given, whatever the type. */
    private static final class Carrier extends RefCountedObject {}
}
