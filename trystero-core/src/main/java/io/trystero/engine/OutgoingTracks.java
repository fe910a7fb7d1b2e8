package io.trystero.engine;

import io.trystero.rtc.ConnectionClosedException;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Our tracks on one connection, which its rooms share: one is sent once, for as long as a room wants it. On the loop. */
final class OutgoingTracks {

    private final SharedPeer peer;
    private final Connection connection;
    private final Renegotiation renegotiation;
    private final Map<LocalTrack, Sent> sent = new LinkedHashMap<>();
    private final WireNames names = new WireNames();
    private final MediaTurns turns = new MediaTurns();

    /** A track of ours. The track may be replaced; what sends it stays. */
    static final class Sent {
        private final LocalTrack first;
        private LocalTrack track;
        private final String id;
        private final String streamId;
        private final String streamName;
        private final Set<RoomPeer> owners = new HashSet<>();
        private @Nullable TrackSender sender;
        private boolean alone;
        private boolean over;

        Sent(LocalTrack track, String id, String streamId, String streamName) {
            this.first = track;
            this.track = track;
            this.id = id;
            this.streamId = streamId;
            this.streamName = streamName;
        }

        /** Returns what descriptions name it by. */
        String id() {
            return id;
        }

        /** Returns what descriptions name its stream by. */
        String streamName() {
            return streamName;
        }

        /** Tells whether it was announced by itself, not as part of a stream. */
        boolean isAlone() {
            return alone;
        }

        void announcedAlone() {
            alone = true;
        }
    }

    /** Tells the other side of tracks that come next. */
    interface Announcement {
        void send(List<Sent> tracks);
    }

    OutgoingTracks(SharedPeer peer, Renegotiation renegotiation) {
        this.peer = peer;
        this.connection = peer.connection();
        this.renegotiation = renegotiation;
    }

    /**
     * Sends tracks for a room, as part of a stream, when it is their turn; what is sent already is just announced.
     *
     * @param announcement sent when the connection has all of them, which is before it describes them
     * @param told when that is done. If the transport refuses one, none is sent and nothing announced
     */
    void add(RoomPeer room, List<LocalTrack> tracks, String streamId, Announcement announcement, MediaObserver told) {
        String streamName = nameOfStream(streamId);
        List<Sent> parts = new ArrayList<>();
        List<Sent> fresh = new ArrayList<>();
        for (LocalTrack track : tracks) {
            Sent part =
                    sent.computeIfAbsent(track, added -> new Sent(added, names.take(added.id()), streamId, streamName));
            if (part.owners.add(room)) {
                fresh.add(part);
            }
            parts.add(part);
        }
        turns.add(new Addition(room, parts, fresh, announcement, told));
    }

    /** Returns what a stream is named by: one that is not sent here at all gets a name that was never used. */
    private String nameOfStream(String streamId) {
        return sent.values().stream()
                .filter(known -> known.streamId.equals(streamId))
                .map(known -> known.streamName)
                .findFirst()
                .orElseGet(() -> names.take(streamId));
    }

    /** Tracks that are announced together. */
    private final class Addition extends RoomTurn {
        private final List<Sent> parts;
        private final List<Sent> fresh;
        private final Announcement announcement;
        private int left;
        private boolean changed;
        private @Nullable Throwable refusal;
        private boolean closed;

        Addition(RoomPeer room, List<Sent> parts, List<Sent> fresh, Announcement announcement, MediaObserver told) {
            super(room, told);
            this.parts = parts;
            this.fresh = fresh;
            this.announcement = announcement;
        }

        @Override
        public void begin(Runnable done) {
            List<Sent> added =
                    wanted().stream().filter(part -> part.sender == null).toList();
            left = added.size() + 1;
            added.forEach(part -> connection.addTrack(
                    new TrackSpec(part.track.kind(), part.id, part.streamName, part.track.limits()),
                    sender -> {
                        changed = true;
                        try {
                            take(part, sender);
                        } catch (RuntimeException e) {
                            refusal = e; // of the track's own: the others' turns come all the same
                        }
                        over(done);
                    },
                    refused -> {
                        if (refused instanceof ConnectionClosedException) {
                            closed = true; // its end comes after this
                        } else {
                            refusal = refused;
                        }
                        over(done);
                    }));
            over(done);
        }

        /** Returns those that were not taken back meanwhile. */
        private List<Sent> wanted() {
            return parts.stream().filter(part -> part.owners.contains(room)).toList();
        }

        /** One has been added, or not; after the last they are announced. */
        private void over(Runnable done) {
            if (--left > 0) {
                return;
            }
            Throwable refused = refusal;
            if (refused != null) {
                fresh.forEach(part -> release(room, part));
                tell(observer -> observer.onRefused(refused));
            } else if (closed) {
                tell(observer -> observer.onAbsent(SendFailure.PEER_LEFT));
            } else {
                if (!wanted().isEmpty()) {
                    announcement.send(wanted());
                }
                tell(MediaObserver::onDone);
            }
            if (changed) {
                renegotiation.need(done);
            } else {
                done.run();
            }
        }
    }

    /** A turn that one room takes, and is told of once. */
    private abstract static class RoomTurn implements MediaTurns.Turn {
        final RoomPeer room;
        private @Nullable MediaObserver told;

        RoomTurn(RoomPeer room, MediaObserver told) {
            this.room = room;
            this.told = told;
        }

        final void tell(Consumer<MediaObserver> what) {
            MediaObserver observer = told;
            told = null;
            if (observer != null) {
                what.accept(observer);
            }
        }

        @Override
        public final boolean isOf(RoomPeer owner) {
            return room.equals(owner);
        }

        @Override
        public final void abandon(SendFailure why) {
            tell(observer -> observer.onAbsent(why));
        }
    }

    private void take(Sent part, TrackSender sender) {
        if (part.over) {
            connection.removeTrack(sender);
        } else {
            part.sender = sender;
            part.track.attach(peer.peerId(), sender);
        }
    }

    /** Sends a track for a room no more; returns whether it was. */
    boolean remove(RoomPeer room, LocalTrack track) {
        Sent known = sentNowOrFirst(track);
        return known != null && release(room, known);
    }

    private boolean release(RoomPeer room, Sent known) {
        if (!known.owners.remove(room)) {
            return false;
        }
        if (known.owners.isEmpty()) {
            sent.remove(known.track);
            drop(known);
        }
        return true;
    }

    /** Returns what sends a track, or sends another in the place of that one. */
    private @Nullable Sent sentNowOrFirst(LocalTrack track) {
        Sent known = sent.get(track);
        return known != null
                ? known
                : sent.values().stream()
                        .filter(other -> other.first.equals(track))
                        .findFirst()
                        .orElse(null);
    }

    private void drop(Sent dropped) {
        dropped.over = true;
        TrackSender sender = dropped.sender;
        if (sender != null) {
            dropped.track.detach(sender);
            connection.removeTrack(sender);
            renegotiation.need(() -> {});
        }
    }

    /**
     * Sends another track in the place of one when it is its turn, without a word to the other side's connection.
     *
     * @param replaced announces it
     */
    void replace(RoomPeer room, LocalTrack old, LocalTrack next, Consumer<Sent> replaced, MediaObserver told) {
        turns.add(new RoomTurn(room, told) {
            @Override
            public void begin(Runnable done) {
                Sent known = sent.get(old);
                if (!next.equals(old) && sent.containsKey(next)) {
                    refuse("the track that is to take its place is sent to this peer already");
                } else if (known == null || !known.owners.contains(room)) {
                    refuse("the track that is to be replaced is not sent to this peer");
                } else {
                    swap(known, next, replaced);
                }
                done.run();
            }

            private void swap(Sent known, LocalTrack next, Consumer<Sent> replaced) {
                try {
                    OutgoingTracks.this.swap(known, next);
                } catch (RuntimeException e) {
                    tell(observer -> observer.onRefused(e));
                    return;
                }
                replaced.accept(known);
                tell(MediaObserver::onDone);
            }

            private void refuse(String why) {
                tell(observer -> observer.onRefused(new IllegalStateException(why)));
            }
        });
    }

    private void swap(Sent known, LocalTrack next) {
        LocalTrack old = known.track;
        sent.remove(old);
        sent.put(next, known);
        known.track = next;
        TrackSender sender = known.sender;
        if (sender != null) {
            old.detach(sender);
            next.attach(peer.peerId(), sender);
        }
    }

    /** Tells whether a track is sent here as part of another stream. */
    boolean isSentElsewhere(LocalTrack track, String streamId) {
        Sent known = sent.get(track);
        return known != null && !known.streamId.equals(streamId);
    }

    /** The room is left, or the peer has left it. */
    void detached(RoomPeer room, SendFailure why) {
        turns.abandon(room, why);
        List.copyOf(sent.values()).forEach(known -> release(room, known));
    }

    /** The connection is gone. */
    void end() {
        for (Sent each : sent.values()) {
            each.over = true;
            if (each.sender != null) {
                each.track.detach(each.sender);
            }
        }
        sent.clear();
        turns.end();
    }
}
