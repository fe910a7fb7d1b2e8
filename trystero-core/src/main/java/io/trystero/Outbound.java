package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Payload;
import io.trystero.engine.Send;
import io.trystero.engine.SendFailure;
import io.trystero.wire.PayloadKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One send as a {@code Mono}: checked and framed on the subscriber's thread, run on the loop, completed on the room's worker.
 *
 * @param wireMetadata the metadata that goes out, or {@code null} for none
 * @param metadata what progress is reported with
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
record Outbound(
        JoinedRoom room,
        String action,
        PayloadKind kind,
        ByteBuffer bytes,
        byte @Nullable [] wireMetadata,
        @Nullable JsonNode metadata,
        @Nullable List<PeerId> targets,
        @Nullable Consumer<TransferProgress> onProgress) {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");

    static Outbound of(JoinedRoom room, String action, Payload payload, SendOptions options) {
        byte[] metadata = options.hasMetadata() ? Payloads.metadata(options.metadata()) : null;
        return new Outbound(
                room,
                action,
                Payloads.kindOf(payload),
                Payloads.sendable(payload),
                metadata,
                metadata == null ? null : Payloads.readMetadata(ByteBuffer.wrap(metadata)),
                options.targets(),
                options.onProgress());
    }

    /** Returns the send; each subscription sends once. */
    Mono<Void> mono() {
        return Mono.create(sink -> {
            Running running = new Running(sink);
            sink.onCancel(() -> room.loop().execute(running::cancel));
            room.loop().execute(running::start);
        });
    }

    /** One subscription. On the loop, but for what it hands to the worker. */
    private final class Running implements Send.Observer {

        private final MonoSink<Void> sink;
        private @Nullable Send send;
        private @Nullable Throwable failure;
        private boolean cancelled;
        private boolean listenerFailed;

        Running(MonoSink<Void> sink) {
            this.sink = sink;
        }

        void start() {
            if (cancelled) {
                return;
            }
            if (room.isClosing()) {
                fail(room.closedError());
                return;
            }
            List<String> ids = null;
            if (targets != null) {
                List<PeerId> present = room.peers();
                for (PeerId target : targets) {
                    if (!present.contains(target)) {
                        fail(new PeerLeftException(target, room.roomId()));
                        return;
                    }
                }
                ids = targets.stream().map(PeerId::value).toList();
            }
            send = room.room().send(action, kind, wireMetadata, bytes, ids, this);
        }

        void cancel() {
            cancelled = true;
            if (send != null) {
                send.cancel();
            }
        }

        @Override
        public void onProgress(String peerId, double fraction) {
            Consumer<TransferProgress> listener = onProgress;
            if (listener != null) {
                room.worker().execute(() -> report(listener, new PeerId(peerId), fraction));
            }
        }

        @Override
        public void onFailure(String peerId, SendFailure reason) {
            PeerId peer = new PeerId(peerId);
            Throwable error = switch (reason) {
                // a broadcast goes on without those who leave
                case PEER_LEFT -> targets == null ? null : new PeerLeftException(peer, room.roomId());
                case STALLED -> new PeerStalledException(peer, "took no data for 10 seconds");
                case QUEUE_FULL ->
                    new PeerStalledException(peer, "has too many sends waiting; send the next when one completes");
                case ROOM_CLOSED -> room.closedError();
            };
            if (failure == null) {
                failure = error;
            }
        }

        @Override
        public void onDone() {
            Throwable error = failure;
            room.worker().execute(() -> {
                if (error == null) {
                    sink.success();
                } else {
                    sink.error(error);
                }
            });
        }

        private void fail(Throwable error) {
            room.worker().execute(() -> sink.error(error));
        }

        private void report(Consumer<TransferProgress> listener, PeerId peer, double fraction) {
            try {
                listener.accept(new TransferProgress(peer, fraction, metadata));
            } catch (RuntimeException e) {
                if (!listenerFailed) {
                    listenerFailed = true;
                    LOG.warn("a progress listener failed; its other failures for this message are not logged", e);
                }
            }
        }
    }
}
