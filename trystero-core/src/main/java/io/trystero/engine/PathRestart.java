package io.trystero.engine;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.SessionDescription;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.Ids;
import io.trystero.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * The ICE restart of a path that has fallen silent, in the time before the peer is given up. Whoever notices gathers anew and
 * offers fresh credentials, by the relays, as the channel is dead; and again, if nothing was gathered. If it succeeds, nobody
 * else notices, and nothing is lost.
 *
 * <p>The offer looks like any other. A JavaScript peer ignores it while it holds the connection itself. Ours knows by the session in the offer that
 * it is of this connection, and answers, but only if the path is silent here too, so that nobody who knows the room can move a
 * path that is alive; nor does an offer move it that was recorded on a relay before the last description taken. When both offer, the offer of the side that made the connection counts.
 *
 * <p>Without success the peer is given up in its time, and a new connection follows.
 */
final class PathRestart {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");

    private final SharedPeer peer;
    private final Connection connection;
    private final EventLoop loop;
    private final Counters counters;
    private final Consumer<String> takeEarly;
    private @Nullable Attempt attempt;
    private @Nullable Offered offered;
    private @Nullable Disposable repeat;

    /** One exchange of an offer and its answer. */
    private static final class Attempt {

        private final String offerId;
        private final boolean ours;
        private final List<SignalPath> paths;
        private final Set<SignalPath> described = new HashSet<>();
        private final List<String> candidates = new ArrayList<>();
        private @Nullable String sdp;
        private @Nullable String gatheredSdp;
        private boolean remoteDescribed;

        boolean isOpenOffer() {
            return ours && !remoteDescribed;
        }

        Attempt(String offerId, boolean ours, List<SignalPath> paths) {
            this.offerId = offerId;
            this.ours = ours;
            this.paths = paths;
        }
    }

    /** An offer that came before the path was silent here. */
    private record Offered(SignalPath path, SessionDescription offer, long at) {}

    /** @param takeEarly applies the candidates that came before the description with that offer id */
    PathRestart(SharedPeer peer, Engine engine, Consumer<String> takeEarly) {
        this.peer = peer;
        this.connection = peer.connection();
        this.loop = engine.loop();
        this.counters = engine.counters();
        this.takeEarly = takeEarly;
    }

    /** The path has fallen silent. */
    void onSilent() {
        Offered before = offered;
        offered = null;
        if (before != null && loop.now() - before.at() < Timing.FAILED) {
            answer(before.path(), before.offer());
        } else {
            offer();
        }
    }

    /** The path is back. What is under way is not repeated, but goes on: the other side may have described itself anew. */
    void onHeardAgain() {
        offered = null;
        stopRepeating();
    }

    /** The connection is gone. */
    void end() {
        attempt = null;
        onHeardAgain();
    }

    void onOffer(RelaySession session, @Nullable String offerId, String sealed) {
        if (offerId == null || !peer.isAttachedTo(session.room())) {
            return;
        }
        Attempt current = attempt;
        if (current != null && current.offerId.equals(offerId)) {
            if (connection.isSilent()) {
                current.described.clear();
                describe(current);
            }
            return;
        }
        if (current != null && current.isOpenOffer() && connection.isSilent() && peer.offerer()) {
            return;
        }
        String sdp = decrypt(session, sealed);
        if (sdp == null) {
            return;
        }
        SessionDescription offer = SessionDescription.offer(sdp);
        if (!connection.isFromOtherEnd(offer) || !connection.isNew(offer)) {
            return;
        }
        SignalPath path = new SignalPath(session, peer.peerId(), offerId);
        if (connection.isSilent()) {
            answer(path, offer);
        } else {
            offered = new Offered(path, offer, loop.now());
        }
    }

    void onAnswer(RelaySession session, @Nullable String offerId, String sealed) {
        Attempt current = attempt;
        if (current == null || !current.isOpenOffer() || !current.offerId.equals(offerId)) {
            return;
        }
        String sdp = decrypt(session, sealed);
        if (sdp == null) {
            return;
        }
        SessionDescription answer = SessionDescription.answer(sdp);
        if (!connection.isFromOtherEnd(answer)) {
            counters.count(Counters.Kind.REFUSED_SIGNAL);
            return;
        }
        stopRepeating();
        connection.acceptRestart(answer, () -> remoteDescribed(current));
    }

    /** Tells whether remote candidates with that offer id are for the connection as it is described now. */
    boolean takesCandidates(String offerId) {
        Attempt current = attempt;
        return current != null && current.remoteDescribed && current.offerId.equals(offerId);
    }

    void onLocalCandidate(IceCandidate candidate) {
        Attempt current = attempt;
        if (current != null) {
            String json = CandidateJson.write(candidate);
            current.candidates.add(json);
            current.described.stream().filter(SignalPath::trickles).forEach(path -> path.candidate(json));
        }
    }

    void onGathered() {
        Attempt current = attempt;
        if (current == null) {
            return;
        }
        connection.localDescription(description -> {
            current.gatheredSdp = description.sdp();
            describe(current);
        });
        if (isInVain(current)) {
            LOG.debug("peer {}: restart {} has no candidate of ours", peer.peerId(), current.offerId);
            repeat(current);
        }
    }

    private void offer() {
        RoomEngine room = peer.anyRoom();
        if (room == null) {
            return;
        }
        String offerId = Ids.random(room.engine().random(), Ids.OFFER_ID_LENGTH);
        List<SignalPath> paths = room.sessions().stream()
                .filter(RelaySession::reachesPeers)
                .map(session -> new SignalPath(session, peer.peerId(), offerId))
                .toList();
        if (paths.isEmpty()) {
            return; // with nobody told, fresh credentials would end what may yet come back
        }
        LOG.debug("peer {}: the path is silent; restarting ICE with offer {}", peer.peerId(), offerId);
        Attempt ours = new Attempt(offerId, true, paths);
        begin(ours);
        connection.restart(offer -> {
            if (attempt != ours) {
                return;
            }
            ours.sdp = offer.sdp();
            describe(ours);
            repeat(ours);
        });
    }

    /** Describes an attempt once more in a while, if the path is silent then; or makes another, if no path can come of it. */
    private void repeat(Attempt current) {
        stopRepeating();
        if (connection.isSilent()) {
            repeat = loop.schedule(
                    () -> {
                        if (isInVain(current)) {
                            offer();
                        } else {
                            current.described.clear();
                            describe(current);
                        }
                    },
                    Timing.RESTART_REPEAT);
        }
    }

    /** Tells whether nothing was gathered, as while the only TURN server is down, too. */
    private boolean isInVain(Attempt current) {
        return connection.gathered() && current.candidates.isEmpty();
    }

    private void answer(SignalPath path, SessionDescription offer) {
        LOG.debug("peer {}: the path is silent; answering ICE restart {}", peer.peerId(), path.offerId());
        Attempt theirs = new Attempt(Objects.requireNonNull(path.offerId()), false, List.of(path));
        begin(theirs);
        connection.answerRestart(offer, answer -> {
            theirs.sdp = answer.sdp();
            describe(theirs);
            remoteDescribed(theirs);
        });
    }

    private void begin(Attempt next) {
        stopRepeating();
        attempt = next;
        if (!next.paths.stream().allMatch(SignalPath::trickles)) {
            connection.limitGathering();
        }
    }

    /** Publishes our description where it can be and has not been yet. */
    private void describe(Attempt current) {
        if (attempt != current) {
            return;
        }
        for (SignalPath path : current.paths) {
            String sdp = path.trickles() && current.gatheredSdp == null ? current.sdp : current.gatheredSdp;
            if (sdp == null || !current.described.add(path)) {
                continue;
            }
            if (current.ours) {
                path.offer(sdp);
            } else {
                path.answer(sdp);
            }
            if (path.trickles()) {
                current.candidates.forEach(path::candidate);
            }
        }
    }

    private void remoteDescribed(Attempt current) {
        if (attempt == current) {
            current.remoteDescribed = true;
            takeEarly.accept(current.offerId);
        }
    }

    private @Nullable String decrypt(RelaySession session, String sealed) {
        try {
            return session.room().cipher().decrypt(sealed);
        } catch (MalformedException e) {
            counters.count(Counters.Kind.REFUSED_SIGNAL);
            return null;
        }
    }

    private void stopRepeating() {
        if (repeat != null) {
            repeat.dispose();
            repeat = null;
        }
    }
}
