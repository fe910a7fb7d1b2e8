package io.trystero.rtc;

/** Which ICE candidates a connection may use (RFC 8829, section 4.1.1). */
public enum IceTransportPolicy {
    /** Host, server-reflexive and relayed candidates. */
    ALL,
    /** Relayed candidates alone: peers never learn this machine's addresses. Needs a TURN server. */
    RELAY
}
