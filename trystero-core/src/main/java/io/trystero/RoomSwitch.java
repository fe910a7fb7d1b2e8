package io.trystero;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** One subscriber's way through rooms: at any time in one, and maybe on the way into the next. Thread-safe. */
final class RoomSwitch<T> {

    private final Trystero trystero;
    private final UnaryOperator<RoomConfig> customizer;
    private final Function<? super Room, ? extends Publisher<? extends T>> use;
    private @Nullable Stay current;
    private @Nullable Stay coming;

    /** A room that is used, or joined in order to be. */
    private static final class Stay {

        private final String roomId;
        private final Sinks.Empty<Void> over = Sinks.empty();

        Stay(String roomId) {
            this.roomId = roomId;
        }

        void end() {
            var unused = over.tryEmitEmpty(); // it may have ended by itself
        }
    }

    RoomSwitch(
            Trystero trystero,
            UnaryOperator<RoomConfig> customizer,
            Function<? super Room, ? extends Publisher<? extends T>> use) {
        this.trystero = trystero;
        this.customizer = customizer;
        this.use = use;
    }

    /** Returns what comes of a room until another one has been joined; empty if we are there, or on the way. */
    Flux<T> to(String roomId) {
        Stay next = want(roomId);
        if (next == null) {
            return Flux.empty();
        }
        return trystero.<T>withRoom(roomId, customizer, room -> arrived(next) ? use.apply(room) : Flux.empty())
                .takeUntilOther(next.over.asMono())
                .doFinally(signal -> ended(next));
    }

    private @Nullable Stay want(String roomId) {
        Stay givenUp;
        Stay next;
        synchronized (this) {
            givenUp = coming;
            if (givenUp != null && givenUp.roomId.equals(roomId)) {
                return null;
            }
            boolean here = current != null && current.roomId.equals(roomId);
            next = here ? null : new Stay(roomId);
            coming = next;
        }
        if (givenUp != null) {
            givenUp.end();
        }
        return next;
    }

    private boolean arrived(Stay stay) {
        Stay before;
        synchronized (this) {
            if (coming != stay) {
                return false;
            }
            coming = null;
            before = current;
            current = stay;
        }
        if (before != null) {
            before.end();
        }
        return true;
    }

    private synchronized void ended(Stay stay) {
        if (current == stay) {
            current = null;
        }
        if (coming == stay) {
            coming = null;
        }
    }
}
