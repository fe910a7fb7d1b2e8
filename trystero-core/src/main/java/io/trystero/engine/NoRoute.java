package io.trystero.engine;

/** Says that descriptions were exchanged but no path was found, and what may help. */
final class NoRoute {

    private NoRoute() {}

    static RoomFailure failure(RoomEngine room, String peerId, Connection connection) {
        RoomIceServers servers = room.iceServers();
        String notHad = servers.failure();
        String hint = notHad != null
                ? "see why its ICE servers were not had: " + notHad
                : servers.turnConfigured()
                        ? "check that your TURN server URLs and credentials are reachable by both peers"
                        : "configure a TURN server: iceServers(IceServer.turn(url, user, credential))";
        return new RoomFailure(
                RoomFailure.Kind.NO_ROUTE,
                peerId,
                "could not connect to peer " + peerId + " after exchanging SDP; " + hint,
                "candidates of ours: " + connection.localTypes() + "; of the peer's: " + connection.remoteTypes() + "; "
                        + advice(servers, connection.localTypes()),
                null);
    }

    private static String advice(RoomIceServers servers, CandidateTypes ours) {
        if (servers.failure() != null) {
            return "ICE servers were asked for and not had: " + servers.failure();
        }
        if (!servers.turnConfigured()) {
            return "no TURN server is configured here: iceServers(IceServer.turn(url, user, credential))";
        }
        if (!ours.has(CandidateTypes.RELAY) && !ours.failures().isEmpty()) {
            return ours.failures() + ", and none gave a relay candidate";
        }
        return ours.has(CandidateTypes.RELAY)
                ? "the TURN server works for us: see whether the peer gets out of its network"
                : "the TURN server configured here gave no relay candidate: see whether its URL can be reached, and"
                        + " whether user name and credential are right and still valid";
    }
}
