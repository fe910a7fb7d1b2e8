package io.trystero.test;

import io.trystero.rtc.PeerConnectionListener;
import io.trystero.test.Loop.Happening;
import io.trystero.test.Routes.Partition;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings connections together that hold each other's descriptions, and tells them when routes change. On the loop alone. */
final class Switchboard {

    private static final byte POISON = (byte) 0xDB;

    private final Loop loop;
    private final Routes routes = new Routes();
    private final WebRtcQuality quality;
    private final Map<String, SimulatedConnection> byUfrag = new HashMap<>();
    private final Set<Association> associations = new LinkedHashSet<>();
    private ByteBuffer lent = ByteBuffer.allocateDirect(1 << 15);
    private double halfOpen;
    private int ufragsMade;
    private int sessionsMade;

    Switchboard(Loop loop, WebRtcQuality quality) {
        this.loop = loop;
        this.quality = quality;
    }

    Loop loop() {
        return loop;
    }

    WebRtcQuality quality() {
        return quality;
    }

    void cut(Partition partition) {
        loop.note(Happening.FAULT, 0, 3);
        routes.cut(partition);
        routesChanged();
    }

    void heal(Partition partition) {
        routes.heal(partition);
        routesChanged();
    }

    void calm() {
        halfOpen = 0;
        routes.healAll();
        routesChanged();
    }

    void halfOpen(double probability) {
        halfOpen = probability;
    }

    /** Credentials are unique by their number; the rest makes them look like those of browsers. */
    String freshUfrag() {
        int number = ufragsMade++;
        return Integer.toString(loop.random.nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36)
                + Integer.toString(number, 36);
    }

    /** Numbers the sessions of descriptions. */
    int freshSession() {
        return ++sessionsMade;
    }

    /** The address of a host changes. */
    void moved(SimulatedHost host) {
        loop.note(Happening.FAULT, host.number(), 4);
        List.copyOf(associations).forEach(association -> association.moved(host));
    }

    void register(String ufrag, SimulatedConnection connection) {
        byUfrag.put(ufrag, connection);
    }

    void unregister(@Nullable String ufrag) {
        if (ufrag != null) {
            byUfrag.remove(ufrag);
        }
    }

    void forget(Association association) {
        associations.remove(association);
    }

    /** A description or a candidate was set: are there two that can check now? */
    void changed(SimulatedConnection connection) {
        Negotiated here = connection.negotiated();
        if (!here.isReady()) {
            return;
        }
        connection.check(here.localUfrag() + " " + here.remoteUfrag());
        SimulatedConnection other = byUfrag.get(here.remoteUfrag());
        if (other == null || other == connection) {
            return;
        }
        Negotiated there = other.negotiated();
        String ours = here.localUfrag();
        if (there.isReady() && ours != null && ours.equals(there.remoteUfrag())) {
            associate(connection, other, ours + " " + there.localUfrag());
        }
    }

    boolean isRouteOpen(Association association) {
        return routes.isOpen(association.early().host(), association.late().host());
    }

    void routesChanged() {
        List.copyOf(associations).forEach(Association::routesChanged);
    }

    /** Decides whether a side of a connection that is about to open never learns that it did. */
    void loseOpens(Association association) {
        SimulatedConnection deaf = loop.random.nextBoolean() ? association.early() : association.late();
        if (loop.chance(halfOpen)) {
            deaf.loseOpen();
        }
        for (SimulatedConnection side : List.of(association.early(), association.late())) {
            if (side.host().takeLostOpen()) {
                side.loseOpen();
            }
        }
    }

    /** Hands a message over in memory that is taken back at once, as native transports do. */
    void lend(byte[] message, PeerConnectionListener listener) {
        if (lent.capacity() < message.length) {
            lent = ByteBuffer.allocateDirect(message.length);
        }
        lent.clear().put(message).flip();
        listener.onMessage(lent.asReadOnlyBuffer());
        lent.clear();
        for (int i = 0; i < Math.min(message.length, 64); i++) {
            lent.put(i, POISON);
        }
    }

    private void associate(SimulatedConnection one, SimulatedConnection two, String credentials) {
        Association known = one.association();
        if (known == null && two.association() == null) {
            boolean first = loop.random.nextBoolean();
            known = new Association(first ? one : two, first ? two : one, credentials, this);
            one.associate(known);
            two.associate(known);
            associations.add(known);
        }
        if (known != null && known == two.association()) {
            known.begin(credentials);
        }
    }
}
