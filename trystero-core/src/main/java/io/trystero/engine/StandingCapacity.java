package io.trystero.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shares among the rooms of an instance what may be offered to whoever comes: each such offer is a connection. When all are out, a
 * room gets one from a room that has two more than it, and a room that has none gets the oldest that has had its turn. Confined to
 * the loop.
 */
final class StandingCapacity {

    private final EventLoop loop;
    /** The oldest first. */
    private final Map<StandingOffers.Standing, StandingOffers> out = new LinkedHashMap<>();

    StandingCapacity(EventLoop loop) {
        this.loop = loop;
    }

    /** Tells whether a room may offer one more; another room's may be withdrawn for that. */
    boolean makeRoomFor(StandingOffers offers) {
        if (out.size() < Bounds.INSTANCE_STANDING_OFFERS) {
            return true;
        }
        StandingOffers.Standing oldest = oldestToSpareFor(offers);
        if (oldest == null) {
            return false;
        }
        StandingOffers owner = out.get(oldest);
        if (owner != null) {
            owner.discard(oldest.id());
        }
        return true;
    }

    void add(StandingOffers.Standing offer, StandingOffers owner) {
        out.put(offer, owner);
    }

    void remove(StandingOffers.Standing offer) {
        out.remove(offer);
    }

    private StandingOffers.@Nullable Standing oldestToSpareFor(StandingOffers offers) {
        List<StandingOffers.Standing> oldestFirst = new ArrayList<>(out.keySet());
        for (StandingOffers.Standing offer : oldestFirst) {
            StandingOffers owner = out.get(offer);
            if (owner != null && owner.size() > offers.size() + 1) {
                return offer;
            }
        }
        StandingOffers.Standing oldest = oldestFirst.get(0);
        boolean hadItsTurn = loop.now() - oldest.madeAt() >= Timing.STANDING_OFFER_TURN;
        return offers.size() == 0 && hadItsTurn ? oldest : null;
    }
}
