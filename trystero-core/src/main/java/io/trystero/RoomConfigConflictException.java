package io.trystero;

/** The room is joined already, with another configuration. */
public final class RoomConfigConflictException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final String roomId;

    RoomConfigConflictException(String roomId) {
        super("room \"" + roomId + "\" is joined already with another configuration; use an equal one (the same"
                + " handshake object too), or leave the room first");
        this.roomId = roomId;
    }

    public String roomId() {
        return roomId;
    }
}
