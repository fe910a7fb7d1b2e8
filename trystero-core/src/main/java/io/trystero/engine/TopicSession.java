package io.trystero.engine;

import io.trystero.signaling.Publication;
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
 * One room on one relay that carries messages by topic: its two subscriptions and its announces. Announces begin once both
 * topics are subscribed, in a burst first, and begin again whenever the relay has been reconnected.
 */
final class TopicSession implements RelaySession {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.discovery");

    private final RoomEngine room;
    private final OpenRelay open;
    private final TopicRelay relay;
    private final Queue<SignalMessage> beforeSelf = new ArrayDeque<>();
    private final Subscription root = new Subscription();
    private final Subscription self = new Subscription();
    private @Nullable Disposable announceTimer;
    private int announces;
    private boolean over;

    private static final class Subscription {
        private @Nullable Disposable disposable;
        private boolean taken;
    }

    TopicSession(RoomEngine room, OpenRelay open, TopicRelay relay) {
        this.room = room;
        this.open = open;
        this.relay = relay;
    }

    @Override
    public RoomEngine room() {
        return room;
    }

    @Override
    public RoomEngine.RelayName name() {
        return open.name();
    }

    @Override
    public boolean trickles() {
        Boolean chosen = room.settings().trickle();
        return chosen != null ? chosen : open.strategy().trickle();
    }

    @Override
    public boolean reachesPeers() {
        return true;
    }

    @Override
    public void start() {
        if (room.isAwake()) {
            subscribe(self, room.selfTopic());
        }
        subscribe(root, room.rootTopic());
    }

    @Override
    public void wake() {
        if (self.disposable == null) {
            subscribe(self, room.selfTopic());
        } else {
            announceAfresh();
        }
    }

    @Override
    public void sleep() {
        stopAnnouncing();
        open.withdraw(relay, room.rootTopic());
    }

    private void stopAnnouncing() {
        dispose(announceTimer);
        announceTimer = null;
        open.forgetAnnounce(room.rootTopic());
    }

    @Override
    public void stop() {
        over = true;
        stopAnnouncing();
        dispose(root.disposable);
        dispose(self.disposable);
        beforeSelf.clear();
    }

    @Override
    public void announceAfresh() {
        if (root.taken && self.taken && room.isAwake() && !over) {
            announces = 0;
            announce();
        }
    }

    @Override
    public void tryAgain(String peerId) {
        whenReachable(SignalMessage.announce(peerId, false));
    }

    @Override
    public void reply(String peerId) {
        publish(
                room.selfTopicOf(peerId),
                Publication.Kind.REPLY,
                SignalMessage.announce(room.engine().selfId(), false));
    }

    @Override
    public void signal(String peerId, Publication.Kind kind, SignalMessage message) {
        publish(room.selfTopicOf(peerId), kind, message);
    }

    @Override
    public void whenReachable(SignalMessage message) {
        if (self.taken) {
            room.handle(this, message);
        } else if (beforeSelf.size() < Bounds.PENDING_CANDIDATES) {
            beforeSelf.add(message);
        } else {
            room.engine().counters().count(Counters.Kind.OVER_BOUND);
        }
    }

    private void publish(String topic, Publication.Kind kind, SignalMessage message) {
        if (over) {
            return;
        }
        if (kind != Publication.Kind.CANDIDATE) {
            LOG.debug("room {}: publishing {} {}", room.settings().roomId(), kind, message.offerId());
        }
        Publication publication = new Publication(topic, kind, message.toJson(), room.rootTopic());
        open.publish(kind, topic, () -> relay.publish(publication));
    }

    private void subscribe(Subscription subscription, String topic) {
        subscription.disposable = relay.subscribe(topic, room.rootTopic())
                .subscribe(
                        event -> unlessOver(() -> onEvent(event, subscription)),
                        error -> unlessOver(() -> onGone(subscription)),
                        () -> unlessOver(() -> onGone(subscription)));
    }

    private void unlessOver(Runnable task) {
        room.engine().loop().execute(() -> {
            if (!over) {
                task.run();
            }
        });
    }

    private void onEvent(TopicEvent event, Subscription subscription) {
        if (event instanceof TopicEvent.Received received) {
            room.onRelayMessage(this, received.payload());
        } else if (event instanceof TopicEvent.Subscribed) {
            subscription.taken = true;
            onSubscribed();
        } else {
            onGone(subscription);
        }
    }

    /** Stops announcing until both are taken again, or for good if the relay has ended. */
    private void onGone(Subscription subscription) {
        subscription.taken = false;
        stopAnnouncing();
    }

    private void onSubscribed() {
        if (root.taken && (self.taken || !room.isAwake())) {
            room.relayReady();
            announceAfresh();
        }
        if (self.taken) {
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
                                announces, open.strategy().announceInterval().toMillis()));
    }

    private static void dispose(@Nullable Disposable disposable) {
        if (disposable != null) {
            disposable.dispose();
        }
    }
}
