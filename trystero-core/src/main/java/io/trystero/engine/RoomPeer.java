package io.trystero.engine;

import io.trystero.wire.ActionFrame;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * One peer in one room, from attachment to departure. Pending until our handshake has passed and the other side's readiness
 * is heard; active from then on.
 */
final class RoomPeer {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.discovery");
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final RoomEngine room;
    private final SharedPeer shared;
    private final Handshake handshake;
    private final SentMedia sentMedia = new SentMedia(this);
    private final ArrivingMedia arrivingMedia = new ArrivingMedia(this);
    private Reassembly reassembly;
    private @Nullable IncomingTransfers transfers;
    private final Queue<PingObserver> pings = new ArrayDeque<>();
    private final WarnStreak dropped;
    private final WarnStreak droppedStreams;
    private @Nullable Disposable handshakeTimer;
    private @Nullable Disposable partialsTimer;
    private @Nullable Disposable heldReady;
    private boolean localPassed;
    private boolean remoteReady;
    private boolean readyRepeated;
    private boolean framesTaken;
    private boolean retiring;
    private boolean over;

    RoomPeer(RoomEngine room, SharedPeer shared) {
        this.room = room;
        this.shared = shared;
        this.reassembly = new Reassembly(Bounds.PENDING_REASSEMBLY, shared.unfinished());
        this.handshake = new Handshake(room, this);
        this.dropped = new WarnStreak("io.trystero.connection", "messages from peer " + shared.peerId() + " dropped");
        this.droppedStreams =
                new WarnStreak("io.trystero.connection", "streams from peer " + shared.peerId() + " dropped");
    }

    String peerId() {
        return shared.peerId();
    }

    RoomEngine room() {
        return room;
    }

    SharedPeer shared() {
        return shared;
    }

    SentMedia sentMedia() {
        return sentMedia;
    }

    ArrivingMedia arrivingMedia() {
        return arrivingMedia;
    }

    Outbox outbox() {
        return shared.outbox();
    }

    boolean isActive() {
        return localPassed && remoteReady;
    }

    /** Tells whether it can be sent to. */
    boolean isReachable() {
        return isActive() && !retiring;
    }

    /** Says goodbye behind everything queued, and hears what the other side has sent before it heard that. */
    void retire() {
        retiring = true;
        sendLeave();
    }

    boolean isWaitingForReady() {
        return localPassed && !remoteReady && !over;
    }

    void start() {
        debug("attached");
        handshakeTimer = room.engine()
                .loop()
                .schedule(this::handshakeTimedOut, room.settings().handshakeTimeoutMillis());
        if (shared.awaitsFirstWord(room.token())) {
            heldReady = room.engine().loop().schedule(this::remoteReadyOverdue, Timing.FIRST_WORD);
        }
        handshake.start();
    }

    /** Ends the attachment; the room has forgotten it already. */
    void end(SendFailure reason) {
        debug("detached");
        over = true;
        reassembly.close();
        if (transfers != null) {
            transfers.close(
                    reason == SendFailure.ROOM_CLOSED
                            ? IncomingTransfer.Failure.ROOM_CLOSED
                            : IncomingTransfer.Failure.PEER_LEFT);
        }
        dispose(handshakeTimer);
        dispose(partialsTimer);
        dispose(heldReady);
        for (PingObserver ping = pings.poll(); ping != null; ping = pings.poll()) {
            ping.onLost(reason);
        }
        shared.detach(this, reason);
        handshake.cancel();
    }

    void localHandshakePassed() {
        localPassed = true;
        debug("has passed our handshake");
        if (heldReady == null) {
            sendReady();
        }
        activateIfReady();
    }

    void handshakeFailed(RoomFailure.Kind kind, String message, @Nullable Throwable error) {
        room.handshakeFailed(this, new RoomFailure(kind, peerId(), message, error));
    }

    /** Says once more that we are ready: the other side may have heard it for an attachment that it gave up since. */
    void repeatReady() {
        if (localPassed && !readyRepeated && heldReady == null) {
            readyRepeated = true;
            sendReady();
        }
    }

    void ping(PingObserver observer) {
        if (pings.size() >= Bounds.PENDING_PINGS) {
            observer.onLost(SendFailure.QUEUE_FULL);
            return;
        }
        pings.add(observer);
        control(ControlActions.PING, PayloadKind.TEXT, EMPTY, null);
    }

    /** Asks for a sign of life; any word counts. */
    void ask() {
        ping(new PingObserver() {
            @Override
            public void onPong() {}

            @Override
            public void onLost(SendFailure reason) {}
        });
    }

    void onFrame(ActionFrame frame) {
        framesTaken = true;
        if (over) {
            return;
        }
        if (!isActive() && !ControlActions.isTakenWhilePending(frame)) {
            room.engine().counters().count(Counters.Kind.UNEXPECTED_FRAME);
            return;
        }
        if (transfers != null && room.isStreamed(frame.action()) && onStreamed(frame, transfers)) {
            return;
        }
        try {
            boolean chunked = !frame.isLast() || frame.isMetadata() || reassembly.holds(frame);
            int before = reassembly.step(frame);
            Reassembly.Completed message =
                    reassembly.accept(frame, room.engine().loop().now());
            if (chunked) {
                int step = message == null ? reassembly.step(frame) : frame.step();
                if (step >= 0 && step != before) {
                    reportProgress(
                            frame,
                            message == null
                                    ? reassembly.metadataOf(frame.action(), frame.nonce())
                                    : message.metadata());
                }
                watchPartials();
            }
            if (message != null) {
                dropped.reset();
                onMessage(message);
            }
        } catch (Reassembly.OverLimitException e) {
            DroppedMessage message = DroppedMessage.of(e, reassembly.limits(), shared.unfinished());
            overBound(dropped, message.why());
            Hold bytes = isForUsers(frame) ? shared.hold(0) : null;
            if (bytes != null) {
                room.observer().onDropped(peerId(), message, bytes);
            }
        }
    }

    /** Returns whether a transfer has taken the chunk. */
    private boolean onStreamed(ActionFrame frame, IncomingTransfers into) {
        try {
            IncomingTransfer transfer = into.take(frame);
            if (transfer == null) {
                return false;
            }
            if (frame.isLast()) {
                droppedStreams.reset();
            }
            if (transfer.advance(frame.step())) {
                reportProgress(frame, transfer.metadata());
            }
            watchPartials();
        } catch (IncomingTransfers.OverflowException e) {
            overBound(droppedStreams, e.getMessage());
        }
        return true;
    }

    private void overBound(WarnStreak streak, @Nullable String why) {
        room.engine().counters().count(Counters.Kind.OVER_BOUND);
        streak.warn(why);
        watchPartials();
    }

    private void reportProgress(ActionFrame frame, @Nullable ByteBuffer metadata) {
        if (isForUsers(frame)) {
            Hold bytes = shared.hold(0);
            if (bytes != null) {
                room.observer().onReceiveProgress(peerId(), frame.action(), frame.fraction(), metadata, bytes);
            }
        }
    }

    private static boolean isForUsers(ActionFrame frame) {
        return !ControlActions.isReserved(frame.action());
    }

    private void onMessage(Reassembly.Completed message) {
        switch (message.action()) {
            case ControlActions.PING -> pong();
            case ControlActions.PONG -> {
                PingObserver ping = pings.poll();
                if (ping != null) {
                    ping.onPong();
                }
            }
            case ControlActions.LEAVE -> {
                shared.onLeave(room.token());
                room.left(this);
            }
            case ControlActions.HANDSHAKE_DATA -> {
                if (!isActive()) {
                    handshake.onData(message);
                }
            }
            case ControlActions.HANDSHAKE_READY -> {
                if (remoteReady) {
                    repeatReady();
                } else {
                    remoteReady = true;
                    debug("is ready");
                    releaseReady();
                    activateIfReady();
                }
            }
            case ControlActions.SIGNAL -> shared.renegotiation().onSignal(message);
            case ControlActions.STREAM -> arrivingMedia.onStreamAnnounced(message);
            case ControlActions.TRACK -> arrivingMedia.onTrackAnnounced(message);
            default -> deliver(message);
        }
    }

    private void deliver(Reassembly.Completed message) {
        Hold bytes = shared.hold(message);
        if (bytes == null) {
            // a message is never dropped with the rest going on: the connection goes with it
            shared.connection().overflow();
        } else {
            room.observer().onMessage(peerId(), message, bytes);
        }
    }

    private void pong() {
        if (outbox().isCongested()) {
            // a peer that pings without taking what it is sent gets no more of it
            room.engine().counters().count(Counters.Kind.OVER_BOUND);
        } else {
            control(ControlActions.PONG, PayloadKind.TEXT, EMPTY, null);
        }
    }

    /** Sends a control message ahead of queued data. */
    void control(String action, PayloadKind kind, ByteBuffer payload, byte @Nullable [] metadata) {
        OutgoingFrames frames = room.controlFrames(action, kind, metadata, payload);
        for (int i = 0; i < frames.count(); i++) {
            outbox().control(frames.frame(i));
        }
    }

    /** Says goodbye, behind everything queued so far. */
    void sendLeave() {
        outbox().ordered(room.controlFrames(ControlActions.LEAVE, PayloadKind.TEXT, null, EMPTY)
                .frame(0));
    }

    private void sendReady() {
        if (retiring) {
            return;
        }
        control(ControlActions.HANDSHAKE_READY, PayloadKind.TEXT, EMPTY, null);
    }

    /**
     * What a browser sends as its channel opens may be lost (Chromium 156 shows a channel that the other side made as open
     * before it can send, and drops what it is given meanwhile). So whoever made the connection says that it is ready when
     * the other side has said so, and until then can begin again without the other's user seeing it.
     */
    private void remoteReadyOverdue() {
        boolean heard = framesTaken || shared.isPresentIn(room.token());
        if (heard || !shared.mayMend(room.token())) {
            releaseReady();
        } else {
            debug("is not heard; beginning again");
            room.remove(this, SendFailure.PEER_LEFT);
            shared.attachAfresh(this);
        }
    }

    private void releaseReady() {
        if (heldReady != null) {
            heldReady.dispose();
            heldReady = null;
            if (localPassed) {
                sendReady();
            }
        }
    }

    private void activateIfReady() {
        if (isActive() && !over) {
            dispose(handshakeTimer);
            reassembly.close();
            reassembly = new Reassembly(Bounds.REASSEMBLY, shared.unfinished());
            transfers = new IncomingTransfers(this, reassembly, shared.streamMemory());
            shared.joined(room.token());
            room.activated(this);
            shared.renegotiation().offerIfNeeded();
        }
    }

    private void handshakeTimedOut() {
        boolean heardByOneSide = localPassed && !remoteReady && shared.isPresentIn(room.token());
        room.handshakeFailed(
                this,
                new RoomFailure(
                        RoomFailure.Kind.HANDSHAKE_TIMEOUT,
                        peerId(),
                        "Trystero: handshake timed out after " + room.settings().handshakeTimeoutMillis() + "ms"));
        if (heardByOneSide && shared.mayMend(room.token())) {
            // the other side may hold us as joined
            shared.attachAfresh(this);
        }
    }

    private void debug(String what) {
        LOG.debug("peer {} in room {}: {}", peerId(), room.settings().roomId(), what);
    }

    /** Sees to it that what is unfinished does not stay so for ever. */
    void watchPartials() {
        if (partialsTimer != null || over) {
            return;
        }
        long oldest = Math.min(
                reassembly.unfinished() > 0 ? reassembly.oldest() : Long.MAX_VALUE,
                transfers == null ? Long.MAX_VALUE : transfers.oldest());
        if (oldest < Long.MAX_VALUE) {
            long age = room.engine().loop().now() - oldest;
            partialsTimer = room.engine()
                    .loop()
                    .schedule(this::expirePartials, Math.max(Timing.PARTIAL_CHECK, Timing.PARTIAL_IDLE - age));
        }
    }

    private void expirePartials() {
        partialsTimer = null;
        long before = room.engine().loop().now() - Timing.PARTIAL_IDLE + 1;
        reassembly.expire(before);
        if (transfers != null) {
            transfers.expire(before);
        }
        watchPartials();
    }

    private static void dispose(@Nullable Disposable timer) {
        if (timer != null) {
            timer.dispose();
        }
    }
}
