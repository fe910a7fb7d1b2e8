package io.trystero.test;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of one side of a connection that its host has not closed.
 *
 * @param host the label of the side's host
 * @param remoteHost the label of the other's; {@code null} as long as the two have not found each other
 * @param role who made the offer
 * @param state the path's state, as this side sees it
 * @param open whether this side has been told that its channel is open
 */
public record ConnectionView(
        String host, @Nullable String remoteHost, Role role, PeerConnectionState state, boolean open) {}
