package io.trystero.test.room;

import io.trystero.Discovery;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Peer events without how peers were found, to be compared. */
public final class Events {

    private static final Discovery SOMEHOW = new Discovery("", "", Duration.ZERO, Instant.EPOCH);

    private Events() {}

    public static PeerEvent joined(PeerId peer) {
        return new PeerEvent.Joined(peer, SOMEHOW);
    }

    public static PeerEvent bare(PeerEvent event) {
        return event instanceof PeerEvent.Joined joined ? joined(joined.peer()) : event;
    }

    public static List<PeerEvent> bare(List<PeerEvent> events) {
        return events.stream().map(Events::bare).toList();
    }
}
