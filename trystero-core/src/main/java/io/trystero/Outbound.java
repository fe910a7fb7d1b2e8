package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Payload;
import io.trystero.engine.Send;
import io.trystero.engine.SendFailure;
import io.trystero.engine.StreamedSend;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.StreamedFrames;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
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
        Body body,
        byte @Nullable [] wireMetadata,
        @Nullable JsonNode metadata,
        @Nullable List<PeerId> targets,
        @Nullable Consumer<TransferProgress> onProgress) {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");

    /** What a send carries. */
    sealed interface Body permits Whole, Streamed {}

    /** A payload that is at hand. */
    record Whole(PayloadKind kind, ByteBuffer bytes) implements Body {
        static Whole of(Payload payload) {
            return new Whole(Payloads.kindOf(payload), Payloads.sendable(payload));
        }
    }

    /** So many bytes, still to come. */
    record Streamed(Publisher<? extends ByteBuffer> bytes, long length) implements Body {}

    static Outbound of(JoinedRoom room, String action, Payload payload, SendOptions options) {
        return of(room, action, Whole.of(payload), options);
    }

    static Outbound of(JoinedRoom room, String action, Body body, SendOptions options) {
        byte[] metadata = options.hasMetadata() ? Payloads.metadata(options.metadata()) : null;
        return new Outbound(
                room,
                action,
                body,
                metadata,
                metadata == null ? null : Payloads.readMetadata(ByteBuffer.wrap(metadata)),
                options.targets(),
                options.onProgress());
    }

    /** Returns the send of so many bytes, still to come. */
    static Mono<Void> streamed(
            JoinedRoom room, String action, Publisher<? extends ByteBuffer> bytes, long length, SendOptions options) {
        Arguments.given(bytes, "bytes");
        Arguments.given(options, "options");
        if (length < 0 || length > StreamedFrames.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "length must be from 0 to " + StreamedFrames.MAX_BYTES + ", but is " + length);
        }
        return Mono.defer(
                () -> of(room, action, new Streamed(bytes, length), options).mono());
    }

    /** Returns the send of a file's bytes. */
    static Mono<Void> file(JoinedRoom room, String action, Path file, SendOptions options) {
        Arguments.given(file, "file");
        Arguments.given(options, "options");
        return FileSource.use(
                file, room.blocking(), opened -> streamed(room, action, opened.bytes(), opened.length(), options));
    }

    /** Returns the send; each subscription sends once. */
    Mono<Void> mono() {
        return Mono.create(sink -> {
            Running running = new Running(sink);
            sink.onCancel(() -> room.loop().execute(running::cancel));
            room.loop().execute(running::start, running::fail);
        });
    }

    /** One subscription. On the loop, but for what it hands to the worker. */
    private final class Running implements Send.Observer {

        private final MonoSink<Void> sink;
        private @Nullable Send send;
        private @Nullable StreamSource source;
        private @Nullable Throwable failure;
        private boolean over;
        private boolean listenerFailed;

        Running(MonoSink<Void> sink) {
            this.sink = sink;
        }

        void start() {
            if (over) {
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
                        fail(room.absent(target));
                        return;
                    }
                }
                ids = targets.stream().map(PeerId::value).toList();
            }
            if (body instanceof Streamed streamed) {
                stream(streamed, ids);
            } else if (body instanceof Whole whole) {
                send = room.room().send(action, whole.kind(), wireMetadata, whole.bytes(), ids, this);
            }
        }

        private void stream(Streamed body, @Nullable List<String> ids) {
            StreamSource reading = new StreamSource(room, body.length(), sink.contextView(), this::sourceFailed);
            StreamedSend streaming =
                    room.room().sendStreamed(action, wireMetadata, body.length(), ids, this, reading::ask);
            send = streaming;
            if (!over) {
                source = reading;
                reading.start(body.bytes(), streaming);
            }
        }

        void cancel() {
            over = true;
            if (send != null) {
                send.cancel();
            }
            if (source != null) {
                source.cancel();
            }
        }

        private void sourceFailed(Throwable error) {
            if (!over) {
                cancel();
                fail(error);
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
                case SOURCE_SILENT -> new SourceStalledException();
                case ROOM_CLOSED -> room.closedError();
            };
            if (failure == null) {
                failure = error;
            }
        }

        @Override
        public void onDone() {
            over = true;
            if (source != null) {
                source.cancel();
            }
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
