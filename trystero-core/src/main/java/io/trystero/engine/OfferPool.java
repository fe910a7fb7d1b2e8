package io.trystero.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers that one room keeps ready, as many as it was joined with; none by default, since a connection that nobody
 * takes costs memory and keeps a STUN server busy. What is taken or too old is replaced.
 */
final class OfferPool {

    private final Engine engine;
    private final RoomEngine room;
    private final List<PreparedOffer> offers = new ArrayList<>();
    private boolean open = true;

    OfferPool(Engine engine, RoomEngine room) {
        this.engine = engine;
        this.room = room;
    }

    void fill() {
        while (open && offers.size() < size()) {
            PreparedOffer[] made = new PreparedOffer[1];
            made[0] = PreparedOffer.trickling(engine, room, () -> replace(made[0]));
            offers.add(made[0]);
        }
    }

    private int size() {
        return room.iceServers().isAsked() ? 0 : room.settings().iceCandidatePoolSize();
    }

    /** Returns an offer that has been made, or {@code null} if none is ready. */
    @Nullable
    PreparedOffer take() {
        for (Iterator<PreparedOffer> all = offers.iterator(); all.hasNext(); ) {
            PreparedOffer offer = all.next();
            if (offer.isReady()) {
                all.remove();
                fill();
                return offer;
            }
        }
        return null;
    }

    void close() {
        open = false;
        offers.forEach(PreparedOffer::discard);
        offers.clear();
    }

    private void replace(PreparedOffer gone) {
        if (offers.remove(gone)) {
            fill();
        }
    }
}
