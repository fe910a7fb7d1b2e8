package io.trystero.engine;

import io.trystero.signaling.OfferRelay;
import io.trystero.wire.Ids;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one room that stand for whoever comes: made and sealed before it is known for whom, with all their candidates,
 * and handed around by every relay that does so. Who answers one first has it. Confined to the loop.
 */
final class StandingOffers {

    private static final String SERVERS_KEY = "standing offers";

    private final Engine engine;
    private final RoomEngine room;
    private final Map<String, Standing> offers = new LinkedHashMap<>();
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private boolean asking;
    private boolean open = true;

    /** One offer, out of use until it is whole. */
    static final class Standing {

        private final String id;
        private final long madeAt;
        private @Nullable PreparedOffer offer;
        private @Nullable String sealed;

        private Standing(String id, long madeAt) {
            this.id = id;
            this.madeAt = madeAt;
        }

        String id() {
            return id;
        }

        long madeAt() {
            return madeAt;
        }
    }

    StandingOffers(Engine engine, RoomEngine room) {
        this.engine = engine;
        this.room = room;
    }

    /** Returns how many there are, those included that are still being made. */
    int size() {
        return offers.size();
    }

    /** Tells whether there is one that a peer may answer. */
    boolean any() {
        return offers.values().stream().anyMatch(offer -> offer.sealed != null);
    }

    /** Tells whether there is one of that id that a peer may answer. */
    boolean has(String id) {
        Standing offer = offers.get(id);
        return offer != null && offer.sealed != null;
    }

    /** Returns those that a peer may answer. */
    List<OfferRelay.StandingOffer> all() {
        return offers.values().stream()
                .filter(offer -> offer.sealed != null)
                .map(offer -> new OfferRelay.StandingOffer(offer.id, Objects.requireNonNull(offer.sealed)))
                .toList();
    }

    /**
     * Makes as many as are missing, and new ones for those that are too old to be announced.
     *
     * @param then run once all are whole, unless they are withdrawn before; now, if they are already
     */
    void topUp(Runnable then) {
        long youngEnough = engine.loop().now() - Timing.STANDING_OFFER_LIFE + Timing.STANDING_OFFER_LEFT;
        offers.values().stream()
                .filter(offer -> offer.madeAt <= youngEnough)
                .map(Standing::id)
                .toList()
                .forEach(this::drop);
        waiting.add(then);
        RoomIceServers servers = room.iceServers();
        if (offers.size() < Bounds.STANDING_OFFERS && !servers.isFresh()) {
            asking = true;
            servers.whenFresh(SERVERS_KEY, this::fill);
        } else {
            fill();
        }
    }

    /** Takes an offer for the peer that has answered it, or returns {@code null} if it does not stand any more. */
    @Nullable
    PreparedOffer take(String id) {
        return has(id) ? forget(id) : null;
    }

    /** Withdraws one offer. */
    void discard(String id) {
        drop(id);
        tellIfWhole();
    }

    /** Withdraws all, and tells nobody who waits for them. */
    void withdraw() {
        waiting.clear();
        List.copyOf(offers.keySet()).forEach(this::drop);
    }

    void close() {
        open = false;
        withdraw();
    }

    private void fill() {
        asking = false;
        while (open
                && offers.size() < Bounds.STANDING_OFFERS
                && engine.standingCapacity().makeRoomFor(this)) {
            make();
        }
        tellIfWhole();
    }

    private void make() {
        String id = Ids.random(engine.random(), Ids.STANDING_OFFER_ID_LENGTH);
        Standing standing = new Standing(id, engine.loop().now());
        standing.offer = PreparedOffer.whole(
                engine,
                room,
                Timing.STANDING_OFFER_LIFE,
                sdp -> {
                    standing.sealed = room.cipher().encrypt(sdp);
                    tellIfWhole();
                },
                () -> {
                    forget(id);
                    tellIfWhole();
                });
        offers.put(id, standing);
        engine.standingCapacity().add(standing, this);
    }

    private void drop(String id) {
        PreparedOffer offer = forget(id);
        if (offer != null) {
            offer.discard();
        }
    }

    private @Nullable PreparedOffer forget(String id) {
        Standing standing = offers.remove(id);
        if (standing == null) {
            return null;
        }
        engine.standingCapacity().remove(standing);
        return standing.offer;
    }

    private void tellIfWhole() {
        if (asking || offers.values().stream().anyMatch(offer -> offer.sealed == null)) {
            return;
        }
        List<Runnable> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(Runnable::run);
    }
}
