package io.trystero;

/** The room has been left, so nothing can be sent to it, asked of it or heard from it any more. */
public final class RoomClosedException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final String roomId;

    /** Says so of a room. */
    public RoomClosedException(String roomId) {
        super("room \"" + roomId + "\" has been left; join it again for a new handle");
        this.roomId = roomId;
    }

    public String roomId() {
        return roomId;
    }
}
