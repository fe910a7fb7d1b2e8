package io.trystero.rtc;

import java.util.List;

/**
 * The settings of one peer connection.
 *
 * @param role who makes the data channel and the first offer
 * @param iceServers STUN and TURN servers, checked when they were built
 * @param iceTransportPolicy which candidates may be used
 */
public record PeerConnectionConfig(Role role, List<IceServer> iceServers, IceTransportPolicy iceTransportPolicy) {

    public PeerConnectionConfig {
        iceServers = List.copyOf(iceServers);
    }

    /** Which side of the first negotiation a connection is on. */
    public enum Role {
        /** Makes the channel {@code data} (ordered, reliable) and the offer. */
        OFFERER,
        /** Answers an offer and gets the channel from it. */
        ANSWERER
    }
}
