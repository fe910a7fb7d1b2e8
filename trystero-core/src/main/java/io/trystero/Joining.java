package io.trystero;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/** One subscription to a join, until it is emitted or given up. On the loop but for the emission. */
final class Joining implements JoinedRoom.Waiting {

    private final Trystero trystero;
    private final String roomId;
    private final RoomConfig config;
    private final MonoSink<Room> sink;
    private @Nullable JoinedRoom room;
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
        trystero.engine().loop().execute(this::join);
    }

    private void join() {
        if (cancelled) {
            return;
        }
        if (trystero.isDisposed()) {
            sink.error(
                    new TrysteroException("this Trystero is disposed; build another to join room \"" + roomId + "\""));
            return;
        }
        JoinedRoom known = trystero.roomNamed(roomId);
        if (known != null && known.isClosing()) {
            Disposable waiting = known.closed()
                    .subscribe(
                            ignored -> {},
                            sink::error,
                            () -> trystero.engine().loop().execute(this::join));
            sink.onDispose(waiting);
            return;
        }
        if (known != null && !known.config().equals(config)) {
            sink.error(new RoomConfigConflictException(roomId));
            return;
        }
        try {
            room = trystero.joined(roomId, config);
        } catch (RuntimeException | LinkageError e) {
            sink.error(e);
            return;
        }
        room.retain(this);
    }

    private void giveUp() {
        if (room != null) {
            room.release(this);
            room = null;
        }
    }

    /** The room is ready. A cancel that comes first keeps the handle here; one that comes later finds it emitted. */
    @Override
    public void onReady() {
        JoinedRoom ready = room;
        if (ready == null || cancelled) {
            return;
        }
        room = null;
        Room handle = new Room(trystero, ready);
        ready.worker().execute(() -> {
            sink.success(handle);
            if (cancelled) {
                // the cancel raced the emission, so nobody holds the handle
                handle.dispose();
            }
        });
    }

    @Override
    public void onClosed() {
        JoinedRoom left = room;
        room = null;
        if (left != null) {
            sink.error(left.closedError());
        }
    }
}
