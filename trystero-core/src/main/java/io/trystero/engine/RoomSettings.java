package io.trystero.engine;

import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine needs to know of a room.
 *
 * @param password empty for none
 * @param trickle whether candidates trickle, or {@code null} to leave it to each strategy
 * @param iceServers used as they are, or until {@code iceServerSource} has given others
 * @param iceServerSource gives ICE servers anew, or {@code null}
 * @param iceCandidatePoolSize how many offers are kept ready
 * @param userHandshake whether the observer runs a handshake after the password's
 * @param plan through which strategies it finds peers
 */
public record RoomSettings(
        String roomId,
        String password,
        boolean passive,
        @Nullable Boolean trickle,
        List<IceServer> iceServers,
        @Nullable IceServerSource iceServerSource,
        IceTransportPolicy iceTransportPolicy,
        int iceCandidatePoolSize,
        boolean userHandshake,
        long handshakeTimeoutMillis,
        StrategyPlan plan) {

    public RoomSettings {
        iceServers = List.copyOf(iceServers);
    }
}
