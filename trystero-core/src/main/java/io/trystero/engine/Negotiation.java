package io.trystero.engine;

import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.SessionDescription;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.MalformedException;
import io.trystero.wire.SignalMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * How this instance and one remote peer get a connection, across all rooms (protocol, section 2). One attempt runs at a
 * time:
 *
 * <pre>
 *              announce, we lead                 channel opens
 *      Idle ───────────────────▶ Offering ─────────────────────▶ Connected
 *       │  ▲                       │  ▲ │                            │
 *       │  └──── expired, failed ──┘  │ └ offer of a lower id        │
 *       │ offer                       ▼                              │
 *       └──────────────────────▶ Answering ── channel opens ─────────┤
 *          ▲──── expired, failed ──┘                                 │
 *          ▲──────────────────── closed, lost ───────────────────────┘
 * </pre>
 *
 * What other rooms hear of the peer meanwhile is held: success attaches those rooms, failure lets the next one try. A signal
 * that does not decrypt never occupies the negotiation.
 */
final class Negotiation {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.discovery");

    private final Engine engine;
    private final String peerId;
    private final Map<RoomEngine, Held> held = new LinkedHashMap<>();
    private final List<Candidate> early = new ArrayList<>();
    private final FairBudget.Share earlyCharacters;
    private State state = new Idle();
    private @Nullable Disposable heldTimer;
    private @Nullable Disposable earlyTimer;
    private @Nullable Takeover takeover;

    /** What the negotiation is doing. */
    sealed interface State permits Idle, Offering, Answering, Connected {}

    /** Nothing is under way. */
    record Idle() implements State {
        @Override
        public String toString() {
            return "idle";
        }
    }

    /** The channel is open. */
    record Connected(SharedPeer peer) implements State {
        @Override
        public String toString() {
            return "connected by " + peer.connection().number();
        }
    }

    /** A signal of a room that has to wait. */
    private record Held(RelaySession session, SignalMessage message) {}

    /** A remote candidate that came before the offer that it belongs to. */
    private record Candidate(RelaySession session, @Nullable String offerId, String sealed) {}

    Negotiation(Engine engine, String peerId) {
        this.engine = engine;
        this.peerId = peerId;
        this.earlyCharacters = engine.earlyCandidates().share(Long.MAX_VALUE);
    }

    State state() {
        return state;
    }

    String peerId() {
        return peerId;
    }

    boolean isIdle() {
        return state instanceof Idle && held.isEmpty() && early.isEmpty() && takeover == null;
    }

    /** Tells whether an attempt for that room is under way. */
    boolean isFor(RoomEngine room) {
        if (state instanceof Offering offering) {
            return offering.includes(room);
        }
        return state instanceof Answering answering && answering.room() == room;
    }

    boolean isUnansweredFor(RoomEngine room) {
        return state instanceof Offering offering && !offering.isAnswered() && offering.includes(room);
    }

    /** Tells whether a message may lead to a new connection. */
    boolean needsConnectionFor(SignalMessage message) {
        return message.offer() != null
                ? state instanceof Idle || state instanceof Offering
                : message.isAnnounce() && state instanceof Idle && weLead();
    }

    void onAnnounce(RelaySession session, SignalMessage message) {
        heard("announce", session, message);
        if (state instanceof Connected connected) {
            connected.peer().heardIn(session.room());
        } else if (state instanceof Idle) {
            if (weLead()) {
                if (session.room().admission().attempt()) {
                    state = new Offering(this, session);
                }
            } else if (takeover == null && session.room().admission().reply()) {
                session.reply(peerId);
            }
        } else if (state instanceof Offering offering && offering.includes(session.room())) {
            offering.onAnnounce(session);
        } else if (!isFor(session.room())) {
            hold(session, message);
        }
    }

    void onOffer(RelaySession session, SignalMessage message, String sealed) {
        heard("offer", session, message);
        if (state instanceof Connected connected) {
            connected.peer().heardIn(session.room());
            connected.peer().restart().onOffer(session, message.offerId(), sealed);
            return;
        }
        if (state instanceof Answering answering) {
            if (answering.room() != session.room()) {
                hold(session, message);
                return;
            }
            if (answering.isTo(message.offerId())) {
                answering.repeat(session);
                return;
            }
            if (!answering.givesWay(session)) {
                return;
            }
        }
        if (state instanceof Offering offering) {
            if (offering.isAnswered()) {
                if (!offering.includes(session.room())) {
                    hold(session, message);
                }
                return;
            }
            if (weLead()) {
                return;
            }
        }
        if (!session.reachesPeers() && weLead() && session.room().standing().any()) {
            session.tryAgain(peerId); // it is to answer one of ours
            return;
        }
        String sdp = decrypt(session, sealed, "offer");
        if (sdp == null || !session.room().admission().attempt()) {
            return;
        }
        stopTakeover();
        if (Takeover.isNeededFor(sdp)) {
            engine.counters().count(Counters.Kind.REFUSED_SIGNAL);
            if (!session.reachesPeers()) {
                return;
            }
            LOG.debug("peer {}: the offer has no data channel; taking the lead", peerId);
            takeover = new Takeover(this, session, message.offerId());
            return;
        }
        List<RoomEngine> withdrawn = List.of();
        Answering before = null;
        if (state instanceof Offering offering) {
            offering.withdraw();
            withdrawn = offering.rooms();
        } else if (state instanceof Answering given) {
            given.giveWay();
            before = given;
        }
        Answering answering = new Answering(this, session, message.offerId(), before);
        state = answering;
        answering.start(SessionDescription.offer(sdp));
        withdrawn.forEach(RoomEngine::sleepIfAlone);
        takeEarly(message.offerId());
    }

    /** Offers although the peer's id is the lower one, as that could not. */
    void lead(RelaySession session) {
        takeover = null;
        if (state instanceof Offering offering) {
            offering.sendAgain(session);
        } else if (state instanceof Idle) {
            state = new Offering(this, session);
        }
    }

    void onAnswer(RelaySession session, SignalMessage message, String sealed) {
        heard("answer", session, message);
        String offerId = message.offerId();
        if (!session.reachesPeers()
                && offerId != null
                && session.room().standing().has(offerId)) {
            claim(session, offerId, sealed);
            return;
        }
        if (state instanceof Connected connected) {
            connected.peer().heardIn(session.room());
            connected.peer().restart().onAnswer(session, message.offerId(), sealed);
            return;
        }
        if (state instanceof Offering offering && offering.takesAnswer(message.offerId())) {
            String sdp = decrypt(session, sealed, "answer");
            if (sdp != null) {
                offering.answered(session, SessionDescription.answer(sdp));
            }
        }
    }

    /** The peer is the first to answer an offer of ours that stands for whoever comes. */
    private void claim(RelaySession session, String offerId, String sealed) {
        String sdp = decrypt(session, sealed, "answer");
        if (sdp == null) {
            return;
        }
        RoomEngine room = session.room();
        if (state instanceof Connected connected) {
            connected.peer().heardIn(room);
            room.standing().discard(offerId);
            return;
        }
        // both may have answered each other: then the offer of the lower id counts, for both
        if ((state instanceof Answering && !weLead()) || (state instanceof Offering offering && !offering.givesWay())) {
            room.standing().discard(offerId);
            return;
        }
        PreparedOffer stood = room.admission().attempt() ? room.standing().take(offerId) : null;
        if (stood == null) {
            return;
        }
        stopTakeover();
        List<RoomEngine> withdrawn = List.of();
        Offering before = null;
        if (state instanceof Offering offering) {
            offering.giveWay();
            before = offering;
            withdrawn = offering.rooms();
        } else if (state instanceof Answering answering) {
            answering.withdraw();
            withdrawn = List.of(answering.room());
        }
        state = new Offering(this, session, offerId, stood, SessionDescription.answer(sdp), before);
        withdrawn.forEach(RoomEngine::sleepIfAlone);
    }

    void onCandidate(RelaySession session, @Nullable String offerId, String sealed) {
        if (state instanceof Connected connected) {
            connected.peer().heardIn(session.room());
            if (offerId == null) {
                return;
            }
        }
        Connection target = candidateTarget(offerId);
        if (target == null) {
            keepEarly(new Candidate(session, offerId, sealed));
            return;
        }
        try {
            target.candidate(CandidateJson.read(session.room().cipher().decrypt(sealed)));
        } catch (MalformedException e) {
            engine.counters().count(Counters.Kind.REFUSED_SIGNAL);
        }
    }

    /** A room is being left: what runs for it alone is given up. */
    void abandon(RoomEngine room) {
        held.remove(room);
        if (held.isEmpty()) {
            stopHeldTimer();
        }
        if (takeover != null && takeover.room() == room) {
            stopTakeover();
        }
        removeEarly(candidate -> candidate.session().room() == room);
        if (early.isEmpty()) {
            forgetEarly();
        }
        if (state instanceof Offering offering && offering.includes(room)) {
            offering.leave(room);
        } else if (state instanceof Answering answering && answering.room() == room) {
            answering.withdraw();
            ended(List.of());
        }
    }

    void opened(Connection connection, boolean offerer, List<RoomEngine> rooms, Found found) {
        LOG.debug("peer {}: connection {} is open", peerId, connection.number());
        SharedPeer peer = new SharedPeer(engine, peerId, offerer, connection, found, this::takeEarly, this::gone);
        state = new Connected(peer);
        List<RoomEngine> attach = new ArrayList<>(rooms);
        held.keySet().stream().filter(room -> !attach.contains(room)).forEach(attach::add);
        held.clear();
        stopHeldTimer();
        stopTakeover();
        forgetEarly();
        peer.begin();
        attach.forEach(peer::attach);
    }

    /** An attempt is over without a connection: the next room that waits may try. */
    void ended(List<RoomEngine> rooms) {
        LOG.debug("peer {}: the attempt is over, {} rooms wait", peerId, held.size());
        state = new Idle();
        stopHeldTimer();
        while (state instanceof Idle && !held.isEmpty()) {
            Held next = held.values().iterator().next();
            held.remove(next.session().room());
            engine.onSignal(next.session(), next.message());
        }
        rooms.forEach(RoomEngine::sleepIfAlone);
        engine.forgetIfIdle(this);
    }

    Connection connect(RelaySession session, PeerConnectionConfig.Role role, Connection.Owner owner) {
        return engine.connect(session.room(), role, owner);
    }

    Engine engine() {
        return engine;
    }

    private void gone() {
        state = new Idle();
        engine.forgetIfIdle(this);
    }

    /** Logs a signal, never what it holds. */
    private void heard(String what, RelaySession session, SignalMessage message) {
        LOG.debug(
                "peer {}: {} {} in room {}, {}",
                peerId,
                what,
                message.offerId(),
                session.room().settings().roomId(),
                state);
    }

    private boolean weLead() {
        return engine.selfId().compareTo(peerId) < 0;
    }

    private @Nullable Connection candidateTarget(@Nullable String offerId) {
        if (state instanceof Offering offering && (offerId == null || offering.isOffer(offerId))) {
            return offering.connection();
        }
        if (state instanceof Connected connected
                && offerId != null
                && connected.peer().restart().takesCandidates(offerId)) {
            return connected.peer().connection();
        }
        // a candidate of another offer is for when it is that offer's turn
        return state instanceof Answering answering && answering.takesCandidate(offerId)
                ? answering.connection()
                : null;
    }

    private @Nullable String decrypt(RelaySession session, String sealed, String what) {
        try {
            return session.room().cipher().decrypt(sealed);
        } catch (MalformedException e) {
            engine.counters().count(Counters.Kind.REFUSED_SIGNAL);
            session.room()
                    .failed(new RoomFailure(
                            RoomFailure.Kind.WRONG_PASSWORD,
                            peerId,
                            "incorrect room password when decrypting " + what));
            return null;
        }
    }

    private void hold(RelaySession session, SignalMessage message) {
        if (held.size() >= Bounds.HELD_ROOMS && !held.containsKey(session.room())) {
            engine.counters().count(Counters.Kind.OVER_BOUND);
            return;
        }
        Held before = held.get(session.room());
        if (before == null || message.offer() != null || before.message().offer() == null) {
            held.put(session.room(), new Held(session, message));
        }
        if (heldTimer == null) {
            heldTimer = engine.loop().schedule(this::offerToHeld, Timing.HELD_ANNOUNCE);
        }
    }

    /** Nobody has answered yet: the offer that is out may be meant for a room with another password than the peer's. */
    private void offerToHeld() {
        heldTimer = null;
        if (state instanceof Offering offering && !offering.isAnswered()) {
            List<Held> waiting = held.values().stream()
                    .filter(next -> next.session().reachesPeers())
                    .toList();
            held.values().removeAll(waiting);
            waiting.forEach(next -> offering.onAnnounce(next.session()));
        }
    }

    private void stopTakeover() {
        if (takeover != null) {
            takeover.cancel();
            takeover = null;
        }
    }

    private void stopHeldTimer() {
        if (heldTimer != null) {
            heldTimer.dispose();
            heldTimer = null;
        }
    }

    private void keepEarly(Candidate candidate) {
        if (early.size() >= Bounds.PENDING_CANDIDATES
                || !earlyCharacters.reserve(candidate.sealed().length())) {
            engine.counters().count(Counters.Kind.OVER_BOUND);
            return;
        }
        early.add(candidate);
        if (earlyTimer == null) {
            earlyTimer = engine.loop().schedule(this::forgetEarly, Timing.ANSWERED_LIFE);
        }
    }

    /** Applies the candidates that came before the offer with that id, or that named none. */
    private void takeEarly(@Nullable String offerId) {
        List<Candidate> taken = new ArrayList<>();
        for (Candidate candidate : early) {
            if (candidate.offerId() == null || candidate.offerId().equals(offerId)) {
                taken.add(candidate);
            }
        }
        removeEarly(taken::contains);
        taken.forEach(candidate -> onCandidate(candidate.session(), offerId, candidate.sealed()));
        if (early.isEmpty()) {
            forgetEarly();
        }
    }

    private void removeEarly(Predicate<Candidate> which) {
        early.removeIf(candidate -> {
            boolean removed = which.test(candidate);
            if (removed) {
                earlyCharacters.release(candidate.sealed().length());
            }
            return removed;
        });
    }

    /** Forgets the candidates that came before an offer, if there is nothing else; returns whether that is so. */
    boolean forgetIfOnlyEarly() {
        boolean only = state instanceof Idle && held.isEmpty() && takeover == null;
        if (only) {
            forgetEarly();
        }
        return only;
    }

    private void forgetEarly() {
        removeEarly(candidate -> true);
        if (earlyTimer != null) {
            earlyTimer.dispose();
            earlyTimer = null;
        }
        engine.forgetIfIdle(this);
    }
}
