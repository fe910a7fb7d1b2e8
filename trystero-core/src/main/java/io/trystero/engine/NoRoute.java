package io.trystero.engine;

/** Says that descriptions were exchanged but no path was found, and what may help. */
final class NoRoute {

    private NoRoute() {}

    static RoomFailure failure(RoomEngine room, String peerId) {
        String advice = room.settings().turnConfigured()
                ? "check that your TURN server URLs and credentials are reachable by both peers"
                : "configure a TURN server: iceServers(IceServer.turn(url, user, credential))";
        return new RoomFailure(
                RoomFailure.Kind.NO_ROUTE,
                peerId,
                "could not connect to peer " + peerId + " after exchanging SDP; " + advice);
    }
}
