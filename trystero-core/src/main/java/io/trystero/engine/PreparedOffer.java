package io.trystero.engine;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A connection whose offer was made before it is known for whom, with the candidates gathered since. */
final class PreparedOffer implements Connection.Owner {

    private final Connection connection;
    private final Disposable expiry;
    private final Runnable onGone;
    private final Consumer<String> onWhole;
    private final List<IceCandidate> candidates = new ArrayList<>();
    private @Nullable String sdp;

    /**
     * Begins to prepare an offer whose candidates are published one by one.
     *
     * @param onGone hears that the offer is of no use any more: it got too old, or its connection failed
     */
    static PreparedOffer trickling(Engine engine, RoomEngine room, Runnable onGone) {
        PreparedOffer offer = new PreparedOffer(engine, room, Timing.OFFER_LIFE, whole -> {}, onGone);
        offer.connection.offer(made -> offer.sdp = made.sdp());
        return offer;
    }

    /**
     * Begins to prepare an offer that is of use with all its candidates only.
     *
     * @param onWhole takes the offer once they have been gathered, or that has taken too long
     * @param onGone hears that the offer is of no use any more: it got too old, or its connection failed
     */
    static PreparedOffer whole(Engine engine, RoomEngine room, long life, Consumer<String> onWhole, Runnable onGone) {
        PreparedOffer offer = new PreparedOffer(engine, room, life, onWhole, onGone);
        offer.connection.offer(made -> offer.sdp = made.sdp());
        offer.connection.limitGathering();
        return offer;
    }

    private PreparedOffer(Engine engine, RoomEngine room, long life, Consumer<String> onWhole, Runnable onGone) {
        this.onWhole = onWhole;
        this.onGone = onGone;
        this.connection = engine.connect(room, PeerConnectionConfig.Role.OFFERER, this);
        this.expiry = engine.loop().schedule(this::expired, life);
    }

    /** Tells whether the offer has been made. */
    boolean isReady() {
        return sdp != null;
    }

    @Nullable
    String sdp() {
        return sdp;
    }

    List<IceCandidate> candidates() {
        return candidates;
    }

    /** Hands the connection over, to an owner that hears what happens from now on. */
    Connection take(Connection.Owner owner) {
        expiry.dispose();
        connection.owner(owner);
        return connection;
    }

    void discard() {
        expiry.dispose();
        connection.close();
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
        candidates.add(candidate);
    }

    @Override
    public void onGathered() {
        connection.localDescription(description -> onWhole.accept(description.sdp()));
    }

    @Override
    public void onOpen() {}

    @Override
    public void onMessage(byte[] message) {}

    @Override
    public void onSent(long bytes) {}

    @Override
    public void onClosed(Departure reason) {
        expiry.dispose();
        onGone.run();
    }

    private void expired() {
        connection.close();
        onGone.run();
    }
}
