package io.trystero.engine;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServerFailure;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.concurrent.Queues;

/**
 * One connection of the transport, brought onto the loop: events are handed over, messages copied within a budget, remote
 * candidates held until the description that they belong to, and a path that stays silent is closed.
 */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");
    private static final int MESSAGES_A_TURN = 128;

    /** Bytes that a queued message takes beside its own. */
    private static final int MESSAGE_OVERHEAD = 64;

    private final long number;
    private final EventLoop loop;
    private final Counters counters;
    private final InboxBudget budget;
    private final Queue<byte[]> inbox = Queues.<byte[]>unboundedMultiproducer().get();
    private final AtomicBoolean inboxDraining = new AtomicBoolean();
    private final PeerConnection transport;
    private final List<IceCandidate> heldCandidates = new ArrayList<>();
    private final CandidateTypes localTypes = new CandidateTypes();
    private final CandidateTypes remoteTypes = new CandidateTypes();
    private Owner owner;
    private @Nullable DataChannel channel;
    private @Nullable Disposable silence;
    private @Nullable Disposable gatheringLimit;
    private int candidates;
    private int renegotiations;
    private boolean remoteDescribed;
    private @Nullable String remoteSession;
    private long remoteVersion = SdpSession.NO_VERSION;
    private PeerConnectionState state = PeerConnectionState.NEW;
    private boolean connected;
    /** Our offer of a restart is open: the other side may know nothing of it. */
    private boolean restarting;

    private boolean gathered;
    private boolean overflowed;
    private boolean closed;

    /** Hears about a connection, on the loop, until it is closed. */
    interface Owner {
        void onLocalCandidate(IceCandidate candidate);

        void onGathered();

        void onOpen();

        void onMessage(byte[] message);

        void onSent(long bytes);

        /** The other side begins to send a track. */
        default void onTrack(RemoteTrack track) {}

        /** The path has fallen silent; if it stays so, the connection is lost. */
        default void onSilent() {}

        /** Packets pass again after silence, but maybe in one direction only: a word from the other side would tell. */
        default void onReachable() {}

        /** The path that was silent is back. */
        default void onHeardAgain() {}

        /** The transport asks for the connection to be made anew. */
        default void onWorn() {}

        /** The connection is gone; not called after {@link Connection#close}. */
        void onClosed(Departure reason);
    }

    Connection(
            long number,
            EventLoop loop,
            Counters counters,
            InboxBudget budget,
            PeerConnectionFactory factory,
            PeerConnectionConfig config,
            Owner owner) {
        this.number = number;
        this.loop = loop;
        this.counters = counters;
        this.budget = budget;
        this.owner = owner;
        this.transport = factory.connect(config, new HandOver());
    }

    void owner(Owner next) {
        owner = next;
    }

    /** Returns the number that tells the instance's connections apart. */
    long number() {
        return number;
    }

    Mono<PeerConnectionStats> stats() {
        return transport.stats();
    }

    CandidateTypes localTypes() {
        return localTypes;
    }

    CandidateTypes remoteTypes() {
        return remoteTypes;
    }

    boolean gathered() {
        return gathered;
    }

    /** Lets gathering count as complete after a while: its candidates cannot trickle, and others wait for them. */
    void limitGathering() {
        if (gatheringLimit == null && !gathered) {
            gatheringLimit = loop.schedule(this::gatheringComplete, Timing.GATHERING);
        }
    }

    void offer(Consumer<SessionDescription> made) {
        run(transport.createOffer(false), made);
    }

    /** Answers the first offer; if that cannot be done, the connection is of no use. */
    void answer(SessionDescription offer, Consumer<SessionDescription> made) {
        remoteTypes.add(offer.sdp());
        remoteSession = SdpSession.of(offer);
        remoteVersion = SdpSession.version(offer);
        run(transport.createAnswer(offer), answer -> {
            applyHeldCandidates();
            made.accept(answer);
        });
    }

    /** Offers what has changed here; if that cannot be done, the connection goes on as it was. */
    void offerAgain(Consumer<SessionDescription> made, Runnable refused) {
        attempt(transport.createOffer(false), made, refused);
    }

    /** Answers a later offer; if that cannot be done, the connection goes on as it was. */
    void answerAgain(SessionDescription offer, Consumer<SessionDescription> made, Runnable refused) {
        if (renegotiations >= Bounds.RENEGOTIATIONS) {
            counters.count(Counters.Kind.OVER_BOUND);
            refused.run();
            return;
        }
        renegotiations++;
        candidates = 0;
        attempt(
                transport.createAnswer(offer).doFinally(end -> loop.execute(() -> renegotiations--)),
                answer -> {
                    taken(offer);
                    made.accept(answer);
                },
                refused);
    }

    /** Takes the answer to a later offer; if that cannot be done, the connection goes on as it was. */
    void acceptAgain(SessionDescription answer, Runnable accepted, Runnable refused) {
        candidates = 0;
        attempt(
                transport.acceptAnswer(answer).thenReturn(answer),
                same -> {
                    taken(answer);
                    accepted.run();
                },
                refused);
    }

    /** Adds a track of ours to what is described next. */
    void addTrack(TrackSpec track, Consumer<TrackSender> added, Consumer<Throwable> refused) {
        transport
                .addTrack(track)
                .subscribe(
                        sender -> loop.execute(() -> added.accept(sender)),
                        error -> loop.execute(() -> refused.accept(error)));
    }

    /** Takes a track of ours from what is described next. */
    void removeTrack(TrackSender sender) {
        transport
                .removeTrack(sender)
                .subscribe(ignored -> {}, error -> LOG.debug("connection {}: {}", number, error.toString()));
    }

    /** Offers fresh ICE credentials; if that cannot be done, the connection goes on as it was. */
    void restart(Consumer<SessionDescription> made) {
        gatherAnew();
        restarting = true;
        attempt(transport.createOffer(true), made, () -> {});
    }

    /** Answers an offer of fresh ICE credentials; if that cannot be done, the connection goes on as it was. */
    void answerRestart(SessionDescription offer, Consumer<SessionDescription> made) {
        gatherAnew();
        answerAgain(
                offer,
                answer -> {
                    restarting = false;
                    made.accept(answer);
                },
                () -> {});
    }

    /** Takes the answer to fresh ICE credentials; if that cannot be done, the connection goes on as it was. */
    void acceptRestart(SessionDescription answer, Runnable taken) {
        candidates = 0;
        attempt(
                transport.acceptAnswer(answer).thenReturn(answer),
                same -> {
                    taken(answer);
                    restarting = false;
                    if (state == PeerConnectionState.CONNECTED) {
                        heardAgain();
                    }
                    taken.run();
                },
                () -> {});
    }

    /** Tells whether a description comes from the connection at the other end of this one, and not from one made anew. */
    boolean isFromOtherEnd(SessionDescription description) {
        String session = SdpSession.of(description);
        return session != null && session.equals(remoteSession);
    }

    /** Tells whether a description from the other end was made after all of those that were taken, and is not one heard again. */
    boolean isNew(SessionDescription description) {
        return SdpSession.version(description) > remoteVersion;
    }

    private void taken(SessionDescription description) {
        remoteVersion = Math.max(remoteVersion, SdpSession.version(description));
    }

    /** Tells whether nothing comes from the other side any more. */
    boolean isSilent() {
        return silence != null;
    }

    void accept(SessionDescription answer) {
        remoteTypes.add(answer.sdp());
        remoteSession = SdpSession.of(answer);
        remoteVersion = SdpSession.version(answer);
        transport
                .acceptAnswer(answer)
                .subscribe(ignored -> {}, this::failed, () -> loop.execute(this::applyHeldCandidates));
    }

    void localDescription(Consumer<SessionDescription> described) {
        run(transport.localDescription(), described);
    }

    /** Adds a remote candidate, once the description that it belongs to is there. */
    void candidate(IceCandidate candidate) {
        remoteTypes.add(candidate.candidate());
        if (candidates >= Bounds.CANDIDATES) {
            counters.count(Counters.Kind.OVER_BOUND);
        } else if (remoteDescribed) {
            candidates++;
            add(candidate);
        } else if (heldCandidates.size() < Bounds.PENDING_CANDIDATES) {
            candidates++;
            heldCandidates.add(candidate);
        } else {
            counters.count(Counters.Kind.OVER_BOUND);
        }
    }

    void send(byte[] message) {
        DataChannel open = channel;
        if (open != null && !closed) {
            open.send(message);
        }
    }

    /** Closes once what was sent has been delivered; the owner hears when it is done. */
    void closeGracefully() {
        if (!closed) {
            transport.closeGracefully();
        }
    }

    /** What came can't be kept: the connection closes, and what is behind that is not heard. */
    void overflow() {
        if (!closed && !overflowed) {
            overflowed = true;
            loop.execute(this::overflown);
        }
    }

    private void overflown() {
        if (!closed) {
            counters.count(Counters.Kind.INBOUND_OVERFLOW);
            LOG.warn("connection {}: closing, as what came by it is not consumed in time", number);
            lost(Departure.INBOUND_OVERFLOW);
        }
    }

    /** Closes without telling the owner. */
    void close() {
        if (!closed) {
            LOG.debug("connection {}: closing", number);
            end();
            transport.close();
        }
    }

    private void end() {
        closed = true;
        if (silence != null) {
            silence.dispose();
        }
        if (gatheringLimit != null) {
            gatheringLimit.dispose();
        }
        for (byte[] message = inbox.poll(); message != null; message = inbox.poll()) {
            budget.release(cost(message.length));
        }
    }

    private void lost(Departure reason) {
        LOG.debug("connection {}: lost, {}", number, reason);
        if (!closed) {
            drainAll();
        }
        if (!closed) {
            end();
            transport.close();
            owner.onClosed(reason);
        }
    }

    private void gatheringComplete() {
        if (!closed && !gathered) {
            LOG.debug("connection {}: gathered its candidates", number);
            gathered = true;
            if (gatheringLimit != null) {
                gatheringLimit.dispose();
            }
            owner.onGathered();
        }
    }

    private void applyHeldCandidates() {
        if (!closed && !remoteDescribed) {
            remoteDescribed = true;
            heldCandidates.forEach(this::add);
            heldCandidates.clear();
        }
    }

    private void add(IceCandidate candidate) {
        transport.addCandidate(candidate).subscribe(ignored -> {}, refused -> {
            counters.count(Counters.Kind.REFUSED_SIGNAL);
            LOG.debug("a remote candidate was refused: {}", refused.getMessage());
        });
    }

    private void gatherAnew() {
        gathered = false;
        if (gatheringLimit != null) {
            gatheringLimit.dispose();
            gatheringLimit = null;
        }
    }

    private void attempt(Mono<SessionDescription> operation, Consumer<SessionDescription> then, Runnable otherwise) {
        operation.subscribe(
                value -> loop.execute(() -> {
                    if (!closed) {
                        then.accept(value);
                    }
                }),
                refused -> loop.execute(() -> {
                    if (!closed) {
                        counters.count(Counters.Kind.REFUSED_SIGNAL);
                        LOG.debug("connection {}: a renegotiation was refused: {}", number, refused.toString());
                        otherwise.run();
                    }
                }));
    }

    private <T> void run(Mono<T> operation, Consumer<T> then) {
        operation.subscribe(
                value -> loop.execute(() -> {
                    if (!closed) {
                        then.accept(value);
                    }
                }),
                this::failed);
    }

    private void failed(Throwable error) {
        loop.execute(() -> {
            if (!closed) {
                counters.count(Counters.Kind.REFUSED_SIGNAL);
                LOG.debug("a connection failed: {}", error.toString());
                lost(Departure.DISCONNECTED);
            }
        });
    }

    private void stateChanged(PeerConnectionState next) {
        LOG.debug("connection {}: {}", number, next);
        if (closed) {
            return;
        }
        state = next;
        switch (next) {
            // after silence, checks alone are no sign of life
            case NEW, CONNECTING -> {}
            case CONNECTED -> {
                connected = true;
                if (silence == null || !restarting) {
                    heardAgain();
                } else {
                    owner.onReachable();
                }
            }
            case DISCONNECTED -> silent(Timing.DISCONNECTED);
            case FAILED -> {
                if (connected) {
                    silent(Timing.FAILED);
                } else {
                    lost(Departure.DISCONNECTED);
                }
            }
            case CLOSED -> lost(Departure.DISCONNECTED);
        }
    }

    private void silent(long limit) {
        if (silence == null) {
            silence = loop.schedule(() -> lost(Departure.DISCONNECTED), limit);
            owner.onSilent();
        }
    }

    private void heardAgain() {
        if (silence != null) {
            silence.dispose();
            silence = null;
            owner.onHeardAgain();
        }
    }

    private void drainTurn() {
        inboxDraining.set(false);
        for (int i = 0; i < MESSAGES_A_TURN; i++) {
            if (!drainOne()) {
                return;
            }
        }
        wakeInbox();
    }

    private void drainAll() {
        boolean more = true;
        while (more && !closed) {
            more = drainOne();
        }
    }

    private boolean drainOne() {
        byte[] message = inbox.poll();
        if (message == null) {
            return false;
        }
        budget.release(cost(message.length));
        if (!closed) {
            if (channel != null) {
                channel.grant(message.length);
            }
            if (silence != null && state == PeerConnectionState.CONNECTED) {
                heardAgain();
            }
            if (!overflowed) {
                owner.onMessage(message);
            }
        }
        return true;
    }

    /** What a message weighs: an empty one is not free. */
    private static int cost(int bytes) {
        return bytes + MESSAGE_OVERHEAD;
    }

    private void wakeInbox() {
        if (inboxDraining.compareAndSet(false, true)) {
            loop.execute(this::drainTurn);
        }
    }

    /** The side that the transport's threads see: copies and hands over, nothing else. */
    private final class HandOver implements PeerConnectionListener {

        private volatile boolean full;

        @Override
        public void onCandidate(IceCandidate candidate) {
            loop.execute(() -> {
                if (!closed) {
                    localTypes.add(candidate.candidate());
                    owner.onLocalCandidate(candidate);
                }
            });
        }

        @Override
        public void onServerFailure(IceServerFailure failure) {
            loop.execute(() -> localTypes.failed(failure));
        }

        @Override
        public void onGatheringComplete() {
            loop.execute(Connection.this::gatheringComplete);
        }

        @Override
        public void onStateChange(PeerConnectionState state) {
            loop.execute(() -> stateChanged(state));
        }

        @Override
        public void onOpen(DataChannel opened) {
            loop.execute(() -> {
                if (!closed && channel == null) {
                    channel = opened;
                    opened.grant(Bounds.PEER_INBOX_BYTES);
                    owner.onOpen();
                }
            });
        }

        @Override
        public void onMessage(ByteBuffer message) {
            int bytes = message.remaining();
            if (full) {
                return;
            }
            if (!budget.reserve(cost(bytes))) {
                // a frame is never dropped with the rest going on: the connection goes with it
                full = true;
                loop.execute(Connection.this::overflown);
                return;
            }
            byte[] copy = new byte[bytes];
            message.get(copy);
            inbox.offer(copy);
            wakeInbox();
        }

        @Override
        public void onSent(long bytes) {
            loop.execute(() -> {
                if (!closed) {
                    owner.onSent(bytes);
                }
            });
        }

        @Override
        public void onTrack(RemoteTrack track) {
            loop.execute(() -> {
                if (!closed) {
                    owner.onTrack(track);
                }
            });
        }

        @Override
        public void onWorn() {
            loop.execute(() -> {
                if (!closed) {
                    LOG.debug("connection {}: worn", number);
                    owner.onWorn();
                }
            });
        }

        @Override
        public void onError(Throwable error) {
            LOG.debug("a connection reports: {}", error.toString());
        }

        @Override
        public void onClosed() {
            loop.execute(() -> lost(Departure.DISCONNECTED));
        }
    }
}
