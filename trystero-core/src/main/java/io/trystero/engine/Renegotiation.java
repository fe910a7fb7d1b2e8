package io.trystero.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.SessionDescription;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.MalformedException;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * New descriptions of one connection over its open channel, as action {@code @_signal} (protocol, section 3): either side
 * offers anew when it adds or takes back media. When both do at once, the side that made the connection ignores the other's
 * offer; the other takes its own back, answers, and offers again.
 */
final class Renegotiation {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");
    private static final ObjectMapper JSON = new ObjectMapper();

    private enum State {
        STABLE,
        /** Our offer is made, or on its way. */
        OFFERING,
        /** The other side's answer to it is being taken: what it offers after that clashes with nothing. */
        ACCEPTING,
        /** The other side's offer is being answered. */
        ANSWERING
    }

    private final SharedPeer peer;
    private final Connection connection;
    private final EventLoop loop;
    private final Counters counters;
    private State state = State.STABLE;
    /** Something has changed here that the other side was not offered. */
    private boolean needed;
    /** Another round has begun, so what becomes of the one before does not count. */
    private int round;

    /** What waits until the other side has answered an offer that is still to be made; then, one that is made. */
    private final List<Runnable> unoffered = new ArrayList<>();

    private final List<Runnable> offered = new ArrayList<>();

    private int unanswered;
    private boolean begun;
    private @Nullable Disposable patience;

    Renegotiation(SharedPeer peer, Engine engine) {
        this.peer = peer;
        this.connection = peer.connection();
        this.loop = engine.loop();
        this.counters = engine.counters();
    }

    /**
     * Something has changed that the other side is to be told.
     *
     * @param settled runs once, when the other side has answered an offer that has it, or it is given up to make one
     */
    void need(Runnable settled) {
        unoffered.add(settled);
        needed = true;
        unanswered = 0;
        offerIfNeeded();
    }

    /** A room in which the peer can be told has come, or the path is back. */
    void offerIfNeeded() {
        RoomPeer way = peer.anyActive();
        if (!needed || state != State.STABLE || way == null || connection.isSilent()) {
            return;
        }
        needed = false;
        offered.addAll(unoffered);
        unoffered.clear();
        begun = true;
        state = State.OFFERING;
        int mine = ++round;
        connection.offerAgain(
                offer -> {
                    if (mine == round) {
                        send("offer", offer.sdp());
                        patience = loop.schedule(this::unanswered, Timing.RENEGOTIATION);
                    }
                },
                () -> failed(mine));
    }

    /** Takes a signal that an active peer sent in one of our rooms. */
    void onSignal(Reassembly.Completed message) {
        try {
            JsonNode signal = JSON.readTree(
                    StandardCharsets.UTF_8.decode(message.payload().duplicate()).toString());
            String sdp = signal.path("sdp").asText();
            switch (signal.path("type").asText()) {
                case "offer" -> onOffer(sdp);
                case "answer" -> onAnswer(sdp);
                case "candidate" -> connection.candidate(CandidateJson.read(sdp));
                default -> counters.count(Counters.Kind.REFUSED_SIGNAL);
            }
        } catch (JsonProcessingException | MalformedException e) {
            counters.count(Counters.Kind.REFUSED_SIGNAL);
        }
    }

    private void onOffer(String sdp) {
        // what has no media codec is a late echo of the first negotiation
        if (!sdp.contains("a=rtpmap")) {
            return;
        }
        if (state == State.OFFERING) {
            if (peer.offerer()) {
                LOG.debug("peer {}: an offer that clashes with ours is ignored", peer.peerId());
                return;
            }
            offerAgain(takeOffered()); // answering takes our offer back
        }
        begun = true;
        stopWaiting();
        state = State.ANSWERING;
        int mine = ++round;
        connection.answerAgain(
                SessionDescription.offer(sdp),
                answer -> {
                    send("answer", answer.sdp());
                    settle(mine);
                },
                () -> settle(mine));
    }

    private void onAnswer(String sdp) {
        if (state != State.OFFERING || patience == null) {
            counters.count(Counters.Kind.REFUSED_SIGNAL);
            return;
        }
        stopWaiting();
        state = State.ACCEPTING;
        int mine = round;
        List<Runnable> answered = takeOffered();
        connection.acceptAgain(
                SessionDescription.answer(sdp), () -> accepted(mine, answered), () -> inVain(mine, answered));
    }

    /** A candidate of ours that no description had yet. */
    void onLocalCandidate(IceCandidate candidate) {
        if (begun) {
            send("candidate", CandidateJson.write(candidate));
        }
    }

    /** The connection is gone. */
    void end() {
        unoffered.clear();
        offered.clear();
        round++;
        stopWaiting();
    }

    /** The other side may have dropped our offer: it takes none of whom it does not count as joined. */
    private void unanswered() {
        patience = null;
        LOG.debug("peer {}: an offer over the channel was not answered", peer.peerId());
        inVain(round, takeOffered());
    }

    private void accepted(int which, List<Runnable> answered) {
        if (which == round) {
            unanswered = 0;
        }
        settle(which);
        answered.forEach(Runnable::run);
    }

    /** An offer was not answered, or not by what fits it, as an answer to the one before does that comes late. */
    private void inVain(int which, List<Runnable> waiting) {
        boolean again = ++unanswered < Bounds.UNANSWERED_OFFERS;
        if (again) {
            offerAgain(waiting);
        }
        settle(which);
        if (!again) {
            waiting.forEach(Runnable::run);
        }
    }

    private void offerAgain(List<Runnable> waiting) {
        needed = true;
        unoffered.addAll(0, waiting);
    }

    private List<Runnable> takeOffered() {
        List<Runnable> taken = List.copyOf(offered);
        offered.clear();
        return taken;
    }

    /** Our offer could not be made. */
    private void failed(int which) {
        if (which == round) {
            List<Runnable> waiting = takeOffered();
            settle(which);
            waiting.forEach(Runnable::run);
        }
    }

    private void settle(int which) {
        if (which == round) {
            state = State.STABLE;
            offerIfNeeded();
        }
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.dispose();
            patience = null;
        }
    }

    private void send(String type, String sdp) {
        RoomPeer way = peer.anyActive();
        if (way != null) {
            ObjectNode signal = JSON.createObjectNode().put("type", type).put("sdp", sdp);
            way.control(
                    ControlActions.SIGNAL,
                    PayloadKind.JSON,
                    ByteBuffer.wrap(signal.toString().getBytes(StandardCharsets.UTF_8)),
                    null);
        }
    }
}
