package io.trystero;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;

/** One subscription to a join, until it is emitted or given up. On the loop but for the emission. */
final class Joining implements JoinedRoom.Waiting {

    private final Trystero trystero;
    private final String roomId;
    private final RoomConfig config;
    private final MonoSink<Room> sink;
    private final Disposable.Swap timer = Disposables.swap();
    private final Disposable.Swap closing = Disposables.swap();
    private @Nullable JoinedRoom room;
    private @Nullable Room handle;
    private volatile boolean cancelled;

    Joining(Trystero trystero, String roomId, RoomConfig config, MonoSink<Room> sink) {
        this.trystero = trystero;
        this.roomId = roomId;
        this.config = config;
        this.sink = sink;
    }

    void start() {
        sink.onCancel(() -> {
            cancelled = true;
            trystero.engine().loop().execute(this::giveUp);
        });
        trystero.engine().loop().execute(() -> {
            startTimer();
            join();
        });
    }

    private void startTimer() {
        Duration limit = config.joinTimeout();
        if (limit != null && !cancelled) {
            timer.update(trystero.engine().loop().schedule(() -> timedOut(limit), limit.toMillis()));
        }
    }

    private void timedOut(Duration limit) {
        if (handle == null && !cancelled) {
            cancelled = true;
            giveUp();
            fail(new TimeoutException(
                    "room \"" + roomId + "\" had no live relay within " + limit + "; relays() tells why"));
        }
    }

    private void join() {
        if (cancelled) {
            return;
        }
        if (trystero.isDisposed()) {
            fail(new TrysteroException("this Trystero is disposed; build another to join room \"" + roomId + "\""));
            return;
        }
        JoinedRoom known = trystero.roomNamed(roomId);
        if (known != null && known.isClosing()) {
            closing.update(known.closed()
                    .subscribe(
                            ignored -> {},
                            this::fail,
                            () -> trystero.engine().loop().execute(this::join)));
            return;
        }
        if (known != null && !known.config().equals(config)) {
            fail(new RoomConfigConflictException(roomId));
            return;
        }
        try {
            room = trystero.joined(roomId, config);
        } catch (RuntimeException | LinkageError e) {
            fail(e);
            return;
        }
        room.retain(this);
    }

    private void fail(Throwable error) {
        timer.dispose();
        closing.dispose();
        sink.error(error);
    }

    /** Nobody waits any more; a handle that was made has not been taken, or there would have been no cancel to hear of. */
    private void giveUp() {
        timer.dispose();
        closing.dispose();
        if (room != null) {
            room.release(this);
            room = null;
        } else if (handle != null) {
            handle.dispose();
        }
    }

    @Override
    public void onReady() {
        JoinedRoom ready = room;
        if (ready == null || cancelled) {
            return;
        }
        room = null;
        timer.dispose();
        closing.dispose();
        Room made = new Room(trystero, ready);
        handle = made;
        ready.worker().execute(() -> sink.success(made));
    }

    @Override
    public void onClosed() {
        JoinedRoom left = room;
        room = null;
        if (left != null) {
            fail(left.closedError());
        }
    }
}
