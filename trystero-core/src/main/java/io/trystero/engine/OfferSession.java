package io.trystero.engine;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.OfferRelay.StandingOffer;
import io.trystero.signaling.Publication;
import io.trystero.wire.MalformedException;
import io.trystero.wire.SignalMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * One room on one relay that hands offers around (protocol, section 8, Torrent). Each announce carries the {@link StandingOffers}
 * of the room, in a burst first and then as often as the relay wants, and begins again whenever the relay has been reconnected. A
 * passive room that sleeps says from time to time that it is there.
 *
 * <p>All that can be sent to a peer is the answer to its offer: no candidate, hence whole descriptions.
 */
final class OfferSession implements RelaySession {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.discovery");

    private final RoomEngine room;
    private final OpenRelay open;
    private final OfferRelay relay;
    private final Runnable whenWhole = this::announceOffers;
    private @Nullable Disposable subscription;
    private @Nullable Disposable announceTimer;
    private long interval;
    private long announcedAt;
    private long announceAt;
    private int announces;
    private boolean connected;
    private boolean announcing;
    private boolean over;

    OfferSession(RoomEngine room, OpenRelay open, OfferRelay relay) {
        this.room = room;
        this.open = open;
        this.relay = relay;
        this.interval = within(open.strategy().announceInterval().toMillis());
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
        return false;
    }

    @Override
    public boolean reachesPeers() {
        return false;
    }

    @Override
    public void start() {
        subscription = relay.attend(room.rootTopic())
                .subscribe(event -> room.engine().loop().execute(() -> {
                    if (!over) {
                        onEvent(event);
                    }
                }));
    }

    @Override
    public void wake() {
        announceAfresh();
    }

    @Override
    public void sleep() {
        announceAfresh();
    }

    @Override
    public void stop() {
        over = true;
        stopAnnouncing();
        if (subscription != null) {
            subscription.dispose();
        }
    }

    @Override
    public void announceAfresh() {
        announces = 0;
        announcing = false;
        announce();
    }

    /** The peer is handed an offer of ours by another announce, most likely. */
    @Override
    public void tryAgain(String peerId) {
        if (announceTimer == null || !room.isAwake()) {
            return; // not connected, or about to announce
        }
        long soonest = announcedAt + Timing.OFFER_SOON;
        if (soonest < announceAt) {
            announceAt(soonest);
        }
    }

    @Override
    public void whenReachable(SignalMessage message) {
        room.handle(this, message);
    }

    @Override
    public void reply(String peerId) {
        // there is no way to it but an answer
    }

    @Override
    public void signal(String peerId, Publication.Kind kind, SignalMessage message) {
        String answer = message.answer();
        String offerId = message.offerId();
        if (kind != Publication.Kind.ANSWER || answer == null || offerId == null || over) {
            return;
        }
        LOG.debug("room {}: answering offer {}", room.settings().roomId(), offerId);
        open.publish(kind, room.rootTopic(), () -> relay.answer(room.rootTopic(), peerId, offerId, answer));
    }

    private void onEvent(OfferEvent event) {
        if (event instanceof OfferEvent.Offered offered) {
            heard(SignalMessage.offer(offered.peerId(), offered.offerId(), offered.sdp(), false));
        } else if (event instanceof OfferEvent.Answered answered) {
            heard(SignalMessage.answer(answered.peerId(), answered.offerId(), answered.sdp(), false));
        } else if (event instanceof OfferEvent.Interval wanted) {
            interval = within(wanted.time().toMillis());
        } else if (event instanceof OfferEvent.Ready) {
            connected = true;
            room.relayReady();
            announceAfresh();
        } else {
            connected = false;
            stopAnnouncing();
        }
    }

    private void heard(SignalMessage message) {
        try {
            room.onRelayMessage(this, message.checked());
        } catch (MalformedException e) {
            room.onMalformed(e);
        }
    }

    /** Announces as soon as the offers are whole; until then, once is enough. */
    private void announce() {
        if (!connected || over || announcing) {
            return;
        }
        stopAnnouncing();
        if (room.isAwake()) {
            announcing = true;
            room.standing().topUp(whenWhole);
        } else {
            publish(true);
            announceAt(room.engine().loop().now() + Timing.LONGEST_OFFER_INTERVAL);
        }
    }

    private void announceOffers() {
        if (!announcing || !connected || over || !room.isAwake()) {
            return;
        }
        announcing = false;
        publish(false);
        announces++;
        announcedAt = room.engine().loop().now();
        announceAt(announcedAt + Timing.afterAnnounce(announces, interval));
    }

    private void announceAt(long time) {
        EventLoop loop = room.engine().loop();
        stopAnnouncing();
        announceAt = time;
        announceTimer = loop.schedule(this::announce, Math.max(0, time - loop.now()));
    }

    private void publish(boolean seeding) {
        String topic = room.rootTopic();
        open.publish(
                Publication.Kind.ANNOUNCE, topic, () -> relay.announce(topic, seeding ? List.of() : offers(), seeding));
    }

    private List<StandingOffer> offers() {
        return room.standing().all().stream().limit(relay.capacity()).toList();
    }

    private void stopAnnouncing() {
        announcing = false;
        if (announceTimer != null) {
            announceTimer.dispose();
            announceTimer = null;
        }
    }

    private static long within(long interval) {
        return Math.max(Timing.SHORTEST_OFFER_INTERVAL, Math.min(interval, Timing.LONGEST_OFFER_INTERVAL));
    }
}
