package io.trystero.engine;

/**
 * How many strangers a room has to do with: ids cost nothing, a connection, a handshake and a reply do. What passes a bound is
 * dropped and counted. Confined to the loop.
 */
final class Admission {

    private final Engine engine;
    private final RoomEngine room;
    private final MinuteQuota attempts;
    private final MinuteQuota replies;
    private final WarnStreak crowded;

    Admission(Engine engine, RoomEngine room, String roomId) {
        this.engine = engine;
        this.room = room;
        this.attempts = new MinuteQuota(engine.loop(), Bounds.ROOM_ATTEMPTS_A_MINUTE);
        this.replies = new MinuteQuota(engine.loop(), Bounds.ROOM_REPLIES_A_MINUTE);
        this.crowded = new WarnStreak("io.trystero.discovery", "too many strangers in room " + roomId);
    }

    /** Tells whether one more connection may be tried; the oldest offer that nobody answered makes room for it. */
    boolean attempt() {
        if (room.attachedPeers() >= Bounds.ROOM_PEERS) {
            return dropped("it is full");
        }
        if (!attempts.take() || !engine.attemptQuota().take()) {
            return dropped("too many connections are tried");
        }
        if (engine.attempts(room) >= Bounds.ROOM_ATTEMPTS && !engine.withdrawOldestOffer(room)) {
            return dropped("too many connections are under way");
        }
        return passed();
    }

    /** Tells whether one more announce may be replied to. */
    boolean reply() {
        return replies.take() ? passed() : dropped("too many announces");
    }

    /** Tells whether one more peer may be attached. */
    boolean attach() {
        if (room.attachedPeers() >= Bounds.ROOM_PEERS) {
            return dropped("it is full");
        }
        if (room.attachedPeers() >= Bounds.ROOM_HANDSHAKES && room.pendingPeers() >= Bounds.ROOM_HANDSHAKES) {
            return dropped("too many handshakes are under way");
        }
        return passed();
    }

    private boolean passed() {
        if (!attempts.isScarce() && !replies.isScarce()) {
            crowded.reset();
        }
        return true;
    }

    private boolean dropped(String why) {
        engine.counters().count(Counters.Kind.OVER_BOUND);
        crowded.warn(why);
        return false;
    }
}
