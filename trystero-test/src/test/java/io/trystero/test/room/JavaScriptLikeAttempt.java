package io.trystero.test.room;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.TopicRelay;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.Ids;
import io.trystero.wire.MalformedException;
import io.trystero.wire.SignalMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** How one room of a {@link JavaScriptLikePeer} gets, or got, a connection to one peer: on its own, beside other rooms. */
final class JavaScriptLikeAttempt {

    private static final long OFFER_LIFE = 57_333;
    private static final long ANSWERED_LIFE = 23_333;
    private static final long OFFER_REPEAT = 4_800;

    private final JavaScriptLikeRoom room;
    private final JavaScriptLikePeer process;
    private final String peerId;
    private final Map<String, List<IceCandidate>> early = new HashMap<>();
    private final Disposable.Swap expiry = Disposables.swap();
    private final Set<TopicRelay> offeredOn = new LinkedHashSet<>();
    private final Set<TopicRelay> quiet = new HashSet<>();
    private final List<IceCandidate> gathered = new ArrayList<>();
    private @Nullable JavaScriptLikeLink connected;
    private @Nullable JavaScriptLikeConnection offering;
    private @Nullable JavaScriptLikeConnection answering;
    private String offerId = "";
    private String offer = "";
    private boolean answered;

    JavaScriptLikeAttempt(JavaScriptLikeRoom room, String peerId) {
        this.room = room;
        this.process = room.process();
        this.peerId = peerId;
    }

    boolean isConnected() {
        JavaScriptLikeLink link = connected;
        return link != null && link.connection.isLive();
    }

    void connected(JavaScriptLikeLink link) {
        connected = link;
        answering = null;
        withdraw(link.connection);
    }

    void detached() {
        connected = null;
    }

    void abandon() {
        if (answering != null) {
            answering.destroy();
        }
        withdraw(null);
    }

    void onSignal(TopicRelay relay, SignalMessage message) {
        if (message.isAnnounce()) {
            onAnnounce(relay);
        } else if (message.offer() != null) {
            onOffer(relay, message.offer(), message.offerId());
        } else if (message.candidate() != null) {
            onCandidate(message.candidate(), message.offerId());
        } else if (message.answer() != null) {
            onAnswer(message.answer(), message.offerId());
        }
    }

    private void onAnnounce(TopicRelay relay) {
        if (answering != null || answered) {
            return;
        }
        if (!leads() && offering == null) {
            room.publish(relay, peerId, Kind.REPLY, SignalMessage.announce(process.id(), false));
        } else if (quiet.add(relay)) {
            process.later(() -> quiet.remove(relay), OFFER_REPEAT);
            offerOn(relay);
        }
    }

    void offerOn(TopicRelay relay) {
        offeredOn.add(relay);
        if (offering != null) {
            if (!offer.isEmpty()) {
                sendOffer(relay);
            }
            return;
        }
        JavaScriptLikeConnection mine = process.connect(Role.OFFERER);
        offering = mine;
        offerId = Ids.random(process.random(), Ids.OFFER_ID_LENGTH);
        expiry.update(process.later(() -> withdraw(null), OFFER_LIFE));
        mine.onConnect = () -> opened(mine);
        mine.onClose = () -> {
            if (offering == mine) {
                withdraw(null);
            }
        };
        mine.onLocalCandidate = candidate -> {
            if (offering == mine) {
                gathered.add(candidate);
                if (!offer.isEmpty()) {
                    offeredOn.forEach(on -> sendCandidate(on, candidate, offerId));
                }
            }
        };
        mine.offer(sdp -> {
            if (offering == mine && !room.isLeft()) {
                offer = sdp;
                offeredOn.forEach(this::sendOffer);
            }
        });
    }

    private void sendOffer(TopicRelay relay) {
        String sealed = room.cipher().encrypt(offer);
        room.publish(relay, peerId, Kind.OFFER, SignalMessage.offer(process.id(), offerId, sealed, false));
        gathered.forEach(candidate -> sendCandidate(relay, candidate, offerId));
    }

    private void onOffer(TopicRelay relay, String sealed, @Nullable String id) {
        if (answering != null || answered || (offering != null && leads())) {
            return;
        }
        withdraw(null);
        String sdp = open(sealed);
        if (sdp == null) {
            room.failed(peerId, "incorrect room password when decrypting offer");
            return;
        }
        JavaScriptLikeConnection mine = process.connect(Role.ANSWERER);
        answering = mine;
        expiry.update(process.later(mine::destroy, ANSWERED_LIFE));
        mine.onConnect = () -> opened(mine);
        mine.onClose = () -> {
            if (answering == mine) {
                answering = null;
            }
        };
        List<IceCandidate> beforeAnswer = new ArrayList<>();
        mine.onLocalCandidate = beforeAnswer::add;
        mine.answer(sdp, answer -> {
            if (answering == mine && !room.isLeft()) {
                SignalMessage message =
                        SignalMessage.answer(process.id(), id, room.cipher().encrypt(answer), false);
                room.publish(relay, peerId, Kind.ANSWER, message);
                mine.onLocalCandidate = candidate -> {
                    if (answering == mine) {
                        sendCandidate(relay, candidate, id);
                    }
                };
                beforeAnswer.forEach(mine.onLocalCandidate);
            }
        });
        for (String key : id == null ? List.of("") : List.of(id, "")) {
            early.getOrDefault(key, List.of()).forEach(mine::candidate);
            early.remove(key);
        }
    }

    private void onCandidate(String sealed, @Nullable String id) {
        String json = open(sealed);
        if (json == null) {
            return;
        }
        IceCandidate candidate;
        try {
            candidate = CandidateJson.read(json);
        } catch (MalformedException e) {
            return;
        }
        JavaScriptLikeConnection target =
                offering != null && (offerId.equals(id) || (id == null && answering == null)) ? offering : answering;
        if (target == null) {
            early.computeIfAbsent(id == null ? "" : id, key -> new ArrayList<>())
                    .add(candidate);
        } else {
            target.candidate(candidate);
        }
    }

    private void onAnswer(String sealed, @Nullable String id) {
        String sdp = open(sealed);
        JavaScriptLikeConnection mine = offering;
        if (sdp == null) {
            room.failed(peerId, "incorrect room password when decrypting answer");
        } else if (mine != null && !answered && (id == null || id.equals(offerId))) {
            answered = true;
            expiry.update(process.later(() -> withdraw(null), ANSWERED_LIFE));
            mine.accept(sdp);
        }
    }

    /** Two connections may race: the first to open is kept, as this side sees it. */
    private void opened(JavaScriptLikeConnection connection) {
        JavaScriptLikeLink link = process.link(peerId);
        if (room.isLeft() || isConnected()) {
            connection.destroy();
        } else if (link != null) {
            connection.destroy();
            room.attach(link);
        } else {
            process.share(peerId, connection, room);
        }
    }

    private void sendCandidate(TopicRelay relay, IceCandidate candidate, @Nullable String id) {
        String sealed = room.cipher().encrypt(CandidateJson.write(candidate));
        room.publish(relay, peerId, Kind.CANDIDATE, SignalMessage.candidate(process.id(), id, sealed, false));
    }

    private boolean leads() {
        return process.id().compareTo(peerId) < 0;
    }

    private void withdraw(@Nullable JavaScriptLikeConnection kept) {
        expiry.update(Disposables.disposed());
        JavaScriptLikeConnection mine = offering;
        offering = null;
        offer = "";
        answered = false;
        offeredOn.clear();
        quiet.clear();
        gathered.clear();
        if (mine != null && mine != kept) {
            mine.destroy();
        }
    }

    private @Nullable String open(String sealed) {
        try {
            return room.cipher().decrypt(sealed);
        } catch (MalformedException e) {
            return null;
        }
    }
}
