package io.trystero;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;

/** One subscription to a join, until it is emitted or given up. On the loop; it signals on a worker. */
final class Joining implements JoinedRoom.Waiting {

    private final Trystero trystero;
    private final String roomId;
    private final RoomConfig config;
    private final MonoSink<Room> sink;
    private final Disposable.Swap departure = Disposables.swap();
    private final Disposable.Swap limit = Disposables.swap();
    private @Nullable JoinedRoom room;
    private @Nullable Room handle;
    private boolean over;

    Joining(Trystero trystero, String roomId, RoomConfig config, MonoSink<Room> sink) {
        this.trystero = trystero;
        this.roomId = roomId;
        this.config = config;
        this.sink = sink;
    }

    void start() {
        // called only if the handle was not taken, so that this side still has it
        sink.onCancel(() -> trystero.engine().loop().execute(this::giveUp));
        trystero.engine().loop().execute(this::begin, this::fail);
    }

    private void begin() {
        Duration patience = config.joinTimeout();
        if (patience != null) {
            limit.update(trystero.engine().loop().schedule(() -> timedOut(patience), patience.toMillis()));
        }
        join();
    }

    private void join() {
        if (over) {
            return;
        }
        if (trystero.isDisposed()) {
            fail(new TrysteroException("this Trystero is disposed; build another to join room \"" + roomId + "\""));
            return;
        }
        JoinedRoom known = trystero.roomNamed(roomId);
        if (known != null && known.isClosing()) {
            departure.update(known.closed()
                    .subscribe(
                            ignored -> {},
                            this::fail,
                            () -> trystero.engine().loop().execute(this::join, this::fail)));
            return;
        }
        if (known != null && !known.config().equals(config)) {
            fail(new RoomConfigConflictException(roomId));
            return;
        }
        JoinedRoom joined = trystero.joined(roomId, config);
        room = joined;
        joined.retain(this);
    }

    @Override
    public void onReady() {
        JoinedRoom ready = room;
        if (ready != null && !over) {
            room = null;
            limit.dispose();
            Room made = new Room(trystero, ready);
            handle = made;
            ready.worker().execute(() -> sink.success(made));
        }
    }

    @Override
    public void onClosed() {
        JoinedRoom left = room;
        room = null;
        if (left != null) {
            fail(left.closedError());
        }
    }

    private void timedOut(Duration patience) {
        fail(new TimeoutException(
                "room \"" + roomId + "\" had no live relay within " + patience + "; relays() tells why"));
        giveUp();
    }

    private void fail(Throwable error) {
        over = true;
        limit.dispose();
        trystero.worker().execute(() -> sink.error(error));
    }

    private void giveUp() {
        over = true;
        limit.dispose();
        departure.dispose();
        if (room != null) {
            room.release(this);
            room = null;
        } else if (handle != null) {
            handle.dispose();
        }
    }
}
