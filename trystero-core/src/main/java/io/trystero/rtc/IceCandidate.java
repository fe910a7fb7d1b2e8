package io.trystero.rtc;

import org.jspecify.annotations.Nullable;

/**
 * An ICE candidate, with the fields of {@code RTCIceCandidateInit}.
 *
 * @param candidate the candidate line; empty for the end of candidates
 * @param sdpMid the media section's identification tag, if known
 * @param sdpMLineIndex the media section's index, if known
 * @param usernameFragment the ICE username fragment that it belongs to, if known
 */
public record IceCandidate(
        String candidate,
        @Nullable String sdpMid,
        @Nullable Integer sdpMLineIndex,
        @Nullable String usernameFragment) {

    /** Names the media section only: a candidate holds an address, which does not belong in a log. */
    @Override
    public String toString() {
        return "IceCandidate[mid=" + sdpMid + "]";
    }
}
