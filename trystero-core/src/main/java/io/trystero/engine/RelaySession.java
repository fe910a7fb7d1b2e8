package io.trystero.engine;

import io.trystero.signaling.Publication;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.wire.SignalMessage;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * One room on one relay: its two subscriptions and its announces. Announces begin once both topics are subscribed, in a
 * burst first, and begin again whenever the relay has been reconnected.
 */
final class RelaySession {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.discovery");

    private final RoomEngine room;
    private final SignalingStrategy strategy;
    private final TopicRelay relay;
    private final WarnStreak unpublished;
    private final Queue<SignalMessage> beforeSelf = new ArrayDeque<>();
    private @Nullable Disposable rootSubscription;
    private @Nullable Disposable selfSubscription;
    private @Nullable Disposable announceTimer;
    private boolean rootSubscribed;
    private boolean selfSubscribed;
    private int announces;
    private boolean over;

    RelaySession(RoomEngine room, SignalingStrategy strategy, TopicRelay relay) {
        this.room = room;
        this.strategy = strategy;
        this.relay = relay;
        this.unpublished = new WarnStreak(
                "io.trystero.signaling", "publishing on " + relay.url() + " (" + strategy.name() + ") fails");
    }

    RoomEngine room() {
        return room;
    }

    RoomEngine.RelayName name() {
        return new RoomEngine.RelayName(strategy.name(), relay.url());
    }

    /** Tells whether candidates are published one by one. */
    boolean trickles() {
        Boolean chosen = room.settings().trickle();
        return chosen != null ? chosen : strategy.trickle();
    }

    void start() {
        if (room.isAwake()) {
            subscribeSelf();
        }
        rootSubscription = subscribe(room.rootTopic(), () -> rootSubscribed = true);
    }

    /** Subscribes what a passive room leaves out while it sleeps, and announces. */
    void wake() {
        if (selfSubscription == null) {
            subscribeSelf();
        } else {
            announceAfresh();
        }
    }

    /** Stops announcing; the subscriptions stay. */
    void sleep() {
        dispose(announceTimer);
        announceTimer = null;
    }

    void stop() {
        over = true;
        sleep();
        dispose(rootSubscription);
        dispose(selfSubscription);
        beforeSelf.clear();
    }

    /** Announces now, and then in a burst again. */
    void announceAfresh() {
        if (rootSubscribed && selfSubscribed && room.isAwake() && !over) {
            announces = 0;
            announce();
        }
    }

    /** Asks a peer to lead by announcing ourselves to it alone. */
    void reply(String peerId) {
        publish(
                room.selfTopicOf(peerId),
                Publication.Kind.REPLY,
                SignalMessage.announce(room.engine().selfId(), false));
    }

    void publish(String topic, Publication.Kind kind, SignalMessage message) {
        if (over) {
            return;
        }
        if (kind != Publication.Kind.CANDIDATE) {
            LOG.debug("room {}: publishing {} {}", room.settings().roomId(), kind, message.offerId());
        }
        relay.publish(new Publication(topic, kind, message.toJson()))
                .subscribe(
                        ignored -> {},
                        error -> room.engine().loop().execute(() -> {
                            room.engine().counters().count(Counters.Kind.UNPUBLISHED);
                            unpublished.warn(error.getMessage());
                        }),
                        () -> room.engine().loop().execute(unpublished::reset));
    }

    /** Handles a message now, or once our self topic is subscribed, without which no reply could reach us. */
    void whenSelfSubscribed(SignalMessage message) {
        if (selfSubscribed) {
            room.handle(this, message);
        } else if (beforeSelf.size() < Bounds.PENDING_CANDIDATES) {
            beforeSelf.add(message);
        } else {
            room.engine().counters().count(Counters.Kind.OVER_BOUND);
        }
    }

    private void subscribeSelf() {
        selfSubscription = subscribe(room.selfTopic(), () -> selfSubscribed = true);
    }

    private Disposable subscribe(String topic, Runnable onSubscribed) {
        return relay.subscribe(topic)
                .subscribe(event -> room.engine().loop().execute(() -> {
                    if (!over) {
                        onEvent(event, onSubscribed);
                    }
                }));
    }

    private void onEvent(TopicEvent event, Runnable onSubscribed) {
        if (event instanceof TopicEvent.Received received) {
            room.onRelayMessage(this, received.payload());
            return;
        }
        onSubscribed.run();
        if (rootSubscribed && (selfSubscribed || !room.isAwake())) {
            room.relayReady();
            announceAfresh();
        }
        if (selfSubscribed) {
            for (SignalMessage next = beforeSelf.poll(); next != null; next = beforeSelf.poll()) {
                room.handle(this, next);
            }
        }
    }

    private void announce() {
        dispose(announceTimer);
        publish(
                room.rootTopic(),
                Publication.Kind.ANNOUNCE,
                SignalMessage.announce(room.engine().selfId(), room.settings().passive()));
        announces++;
        announceTimer = room.engine()
                .loop()
                .schedule(
                        this::announce,
                        Timing.afterAnnounce(
                                announces, strategy.announceInterval().toMillis()));
    }

    private static void dispose(@Nullable Disposable disposable) {
        if (disposable != null) {
            disposable.dispose();
        }
    }
}
