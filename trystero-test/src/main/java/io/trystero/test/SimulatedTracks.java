package io.trystero.test;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import io.trystero.test.Loop.Happening;
import io.trystero.test.SimulatedSender.Travelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The tracks of one side of a simulated connection: those that it sends and those that come. On the loop alone. */
final class SimulatedTracks {

    private final SimulatedConnection connection;
    private final PeerConnectionListener listener;
    private final Loop loop;
    private final List<SimulatedSender> senders = new ArrayList<>();
    /** What the other side has described last, by mid. */
    private final Map<String, MediaSection> remote = new LinkedHashMap<>();

    private final Map<String, SimulatedRemoteTrack> coming = new LinkedHashMap<>();
    private List<MediaSection> described = List.of();

    SimulatedTracks(SimulatedConnection connection, PeerConnectionListener listener, Loop loop) {
        this.connection = connection;
        this.listener = listener;
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    /** @throws IllegalArgumentException if it prefers an unknown codec */
    TrackSender add(TrackSpec spec) {
        SimulatedCodec codec = SimulatedCodec.choose(spec.kind(), spec.limits().codecs());
        for (int i = 0; i < senders.size(); i++) {
            SimulatedSender free = senders.get(i);
            if (free.isFree() && free.kind() == spec.kind()) {
                SimulatedSender sender = new SimulatedSender(this, spec, free.describedId(), free.mid(), codec);
                senders.set(i, sender);
                return sender;
            }
        }
        // no section of one side has the number of one of the other's
        int mid = 2 * senders.size() + (connection.role() == Role.OFFERER ? 1 : 2);
        SimulatedSender sender = new SimulatedSender(this, spec, describedId(spec), Integer.toString(mid), codec);
        senders.add(sender);
        return sender;
    }

    /**
     * libwebrtc names a track otherwise whose id a track of the connection has had, even one that was taken back, and one that is
     * sent by what receives another already.
     */
    private String describedId(TrackSpec spec) {
        boolean taken = senders.stream().anyMatch(sender -> sender.describedId().equals(spec.id()));
        boolean reuses = receivesMore(spec.kind());
        return taken || reuses ? new UUID(loop.random.nextLong(), loop.random.nextLong()).toString() : spec.id();
    }

    private boolean receivesMore(MediaKind kind) {
        long received = remote.values().stream()
                .filter(section -> section.kind() == kind)
                .count();
        return received
                > senders.stream().filter(sender -> sender.kind() == kind).count();
    }

    /** @throws IllegalStateException if it was taken back already */
    void remove(TrackSender sender) {
        if (!(sender instanceof SimulatedSender mine) || !senders.contains(mine) || mine.isRemoved()) {
            throw new IllegalStateException("this track is not sent over this connection, or no longer");
        }
        mine.remove();
    }

    /** An offer is made. */
    void offer() {
        senders.forEach(SimulatedSender::offered);
        describe();
    }

    /** Another side's offer is answered; one of ours that is pending is rolled back. */
    void answer(List<MediaSection> offer) {
        hear(offer);
        senders.forEach(SimulatedSender::notOffered);
        senders.forEach(SimulatedSender::answered);
        describe();
    }

    /** @throws IllegalStateException if the answer is to another offer */
    void checkAnswer(List<MediaSection> answer) {
        for (MediaSection section : described) {
            if (answer.stream().noneMatch(other -> other.mid().equals(section.mid()))) {
                throw new IllegalStateException(
                        "the answer has no section for that of the offer with mid " + section.mid());
            }
        }
    }

    /** Our offer is answered. */
    void accept(List<MediaSection> answer) {
        hear(answer);
        senders.forEach(SimulatedSender::accepted);
    }

    /** Returns the sections of the description that was made last. */
    List<MediaSection> described() {
        return described;
    }

    private void describe() {
        List<MediaSection> sections = new ArrayList<>();
        senders.forEach(sender -> sections.add(sender.section()));
        remote.values().forEach(section -> sections.add(section.mirrored()));
        described = List.copyOf(sections);
    }

    private void hear(List<MediaSection> sections) {
        List<SimulatedRemoteTrack> begun = new ArrayList<>();
        for (MediaSection section : sections) {
            if (isOurs(section)) {
                continue;
            }
            remote.put(section.mid(), section);
            if (section.isSent() && !coming.containsKey(section.mid())) {
                SimulatedRemoteTrack track = new SimulatedRemoteTrack(this, section);
                coming.put(section.mid(), track);
                begun.add(track);
            } else if (!section.isSent()) {
                SimulatedRemoteTrack track = coming.remove(section.mid());
                if (track != null) {
                    track.end();
                }
            }
        }
        begun.forEach(listener::onTrack);
    }

    private boolean isOurs(MediaSection section) {
        return senders.stream().anyMatch(sender -> sender.mid().equals(section.mid()));
    }

    /** Sends a frame on its way; returns whether there is a connection that it could go by. */
    boolean depart(String mid, Travelling frame) {
        Association association = connection.association();
        if (connection.isOver() || association == null) {
            return false;
        }
        association.frame(connection, there -> there.arrive(mid, frame));
        return true;
    }

    private void arrive(String mid, Travelling frame) {
        SimulatedRemoteTrack track = coming.get(mid);
        if (track != null) {
            loop.note(Happening.FRAME, connection.host().number(), frame.bytes());
            track.arrive(frame);
        }
    }

    /** Returns how many packets of a track of ours the other side is missing. */
    long lostThere(String mid) {
        Association association = connection.association();
        SimulatedRemoteTrack track = association == null
                ? null
                : association.other(connection).tracks().coming.get(mid);
        return track == null ? 0 : track.lost();
    }

    Mono<TrackStats> stats(Supplier<TrackStats> measured) {
        return connection.operation(measured);
    }

    /** The connection is closed. */
    void end() {
        coming.values().forEach(SimulatedRemoteTrack::end);
        coming.clear();
    }
}
