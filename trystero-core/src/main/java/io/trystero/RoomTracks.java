package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.engine.MediaObserver;
import io.trystero.engine.RoomEngine;
import io.trystero.engine.SendFailure;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.TrackSpec;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The audio and video of a room as streams and tracks, the ground that {@code trystero-media} stands on: applications have it
 * easier with {@code RoomMedia}. Thread-safe; made by {@link Room#tracks()}.
 *
 * <p>Tracks go over the connections that carry the messages. A track that two rooms of an instance send to the same peer goes
 * there once, until neither does any more: one room that is left takes back what no other room sends. A peer that joins later
 * is not sent anything by itself.
 */
public final class RoomTracks {

    private final JoinedRoom room;
    private final ArrivedMedia arrived;

    RoomTracks(JoinedRoom room) {
        this.room = room;
        this.arrived = new ArrivedMedia(room.worker());
    }

    /**
     * Announces a stream and sends its tracks. Cold: each subscription does so once, to the targets of that moment. What is
     * sent to a peer already is announced again, with this metadata, and goes on.
     *
     * @param streamId names the stream on the wire; at most 64 letters, digits or {@code - _ { }}, and not that of another
     * @param tracks at least one
     * @param options targets and metadata, at most 63 KiB of JSON
     * @return completes when each target was told and its connection has the tracks, which is after what was added before has
     *     been negotiated with it: JavaScript peers tell media apart by their order. Fails, for the first of a peer that does,
     *     with a {@link PeerLeftException} for a named target that is not in the room, before anyone is told; with a {@link
     *     RoomClosedException}; with a {@link MessageTooLargeException} for the metadata; and with an {@link
     *     IllegalArgumentException} for tracks that the transport does not take, such as one of an unknown codec
     */
    @CheckReturnValue
    public Mono<Void> addStream(String streamId, List<LocalTrack> tracks, SendOptions options) {
        List<LocalTrack> parts = List.copyOf(Arguments.given(tracks, "tracks"));
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a stream needs a track");
        }
        parts.forEach(track -> check(track, streamId));
        return forTargets(
                options, (target, metadata) -> engine().addStream(target.id(), streamId, parts, metadata, target));
    }

    /** Announces a track by itself and sends it as part of a stream; see {@link #addStream}. */
    @CheckReturnValue
    public Mono<Void> addTrack(LocalTrack track, String streamId, SendOptions options) {
        check(track, streamId);
        return forTargets(
                options, (target, metadata) -> engine().addTrack(target.id(), track, streamId, metadata, target));
    }

    /**
     * Sends a track in the place of another, which need not be negotiated anew; see {@link #addStream}. Descriptions go on
     * naming it by the id of the one that was there first. The peer is told, metadata included, if that one was announced by
     * itself; of a track that came with a stream it is not, as JavaScript peers have no name for it.
     *
     * @return fails with an {@link IllegalStateException}, too, if the other is not sent to a target
     */
    @CheckReturnValue
    public Mono<Void> replaceTrack(LocalTrack old, LocalTrack next, SendOptions options) {
        if (old.kind() != next.kind()) {
            throw new IllegalArgumentException(
                    "a track of " + old.kind() + " can't be replaced by one of " + next.kind());
        }
        return forTargets(
                options, (target, metadata) -> engine().replaceTrack(target.id(), old, next, metadata, target));
    }

    /**
     * Takes tracks back. Cold. The other side's tracks end, in the wire's way: without a word about the stream.
     *
     * @return completes when the tracks are taken back here, of which each target's connection is told then; fails with an
     *     {@link IllegalStateException} if none of these tracks is sent to any target, and with a {@link RoomClosedException}
     */
    @CheckReturnValue
    public Mono<Void> remove(List<LocalTrack> tracks, SendOptions options) {
        List<LocalTrack> parts = List.copyOf(Arguments.given(tracks, "tracks"));
        return Mono.create(sink -> onLoop(sink, () -> {
            boolean sent = false;
            for (PeerId peer : targets(options)) {
                sent |= engine().removeTracks(peer.value(), parts);
            }
            if (sent) {
                succeed(sink);
            } else {
                fail(sink, new IllegalStateException("none of these tracks is sent to these peers"));
            }
        }));
    }

    /**
     * Returns the media that come: first those that are there at subscription and have not ended, then live. Hot; emits on the
     * room's worker, and completes when the room has been left.
     */
    public Flux<RemoteMedia> remote() {
        return arrived.flux();
    }

    ArrivedMedia arrived() {
        return arrived;
    }

    /** Returns what the room's subscribers are called on: a worker of it each, where nothing may block. */
    public Scheduler callbacks() {
        return room.callbacks();
    }

    private static void check(LocalTrack track, String streamId) {
        new TrackSpec(track.kind(), track.id(), streamId, track.limits());
    }

    private RoomEngine engine() {
        return room.room();
    }

    private Mono<Void> forTargets(SendOptions options, BiConsumer<Target, @Nullable JsonNode> step) {
        Arguments.given(options, "options");
        return Mono.defer(() -> {
            JsonNode metadata = metadata(options);
            return Mono.create(sink -> onLoop(sink, () -> {
                List<PeerId> peers = targets(options);
                Targets told = new Targets(sink, peers.size(), options.targets() != null);
                for (PeerId peer : peers) {
                    step.accept(new Target(told, peer), metadata);
                }
                told.started();
            }));
        });
    }

    private static @Nullable JsonNode metadata(SendOptions options) {
        return options.hasMetadata() ? Payloads.asMetadata(options.metadata()) : null;
    }

    /** Returns the targets of this moment; on the loop. */
    private List<PeerId> targets(SendOptions options) {
        List<PeerId> present = room.peers();
        List<PeerId> targets = options.targets();
        if (targets == null) {
            return present;
        }
        for (PeerId target : targets) {
            if (!present.contains(target)) {
                throw room.absent(target);
            }
        }
        return targets;
    }

    private void onLoop(MonoSink<Void> sink, Runnable step) {
        room.loop()
                .execute(
                        () -> {
                            if (room.isClosing()) {
                                throw room.closedError();
                            }
                            step.run();
                        },
                        error -> fail(sink, error));
    }

    private void succeed(MonoSink<Void> sink) {
        room.worker().execute(sink::success);
    }

    private void fail(MonoSink<Void> sink, Throwable error) {
        room.worker().execute(() -> sink.error(error));
    }

    /** The targets of one operation: it is over when all have been told. On the loop. */
    private final class Targets {
        private final MonoSink<Void> sink;
        private final boolean named;
        private int left;
        private @Nullable Throwable failure;

        Targets(MonoSink<Void> sink, int count, boolean named) {
            this.sink = sink;
            this.left = count + 1;
            this.named = named;
        }

        void started() {
            over(null);
        }

        void over(@Nullable Throwable why) {
            if (failure == null) {
                failure = why;
            }
            if (--left == 0) {
                if (failure == null) {
                    succeed(sink);
                } else {
                    fail(sink, failure);
                }
            }
        }
    }

    private final class Target implements MediaObserver {
        private final Targets all;
        private final PeerId peer;

        Target(Targets all, PeerId peer) {
            this.all = all;
            this.peer = peer;
        }

        String id() {
            return peer.value();
        }

        @Override
        public void onDone() {
            all.over(null);
        }

        @Override
        public void onAbsent(SendFailure reason) {
            if (reason == SendFailure.ROOM_CLOSED) {
                all.over(room.closedError());
            } else {
                // what goes to all goes on without those who leave
                all.over(all.named ? room.absent(peer) : null);
            }
        }

        @Override
        public void onRefused(Throwable why) {
            all.over(why);
        }
    }
}
