package io.trystero.test;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.SessionDescription;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The descriptions of one connection (RFC 8829, section 3.2): {@code stable}, or {@code have-local-offer} while an offer
 * is pending. Refuses what a real stack refuses.
 */
final class Negotiated {

    private static final Pattern CANDIDATE =
            Pattern.compile("candidate:\\S+ \\d+ (?:udp|tcp) \\d+ \\S+ \\d+ typ (?:host|srflx|prflx|relay)(?: .*)?");

    private final Role role;
    private @Nullable String localUfrag;
    private @Nullable String stableUfrag;
    private @Nullable String remoteUfrag;
    private SessionDescription.Type localType = SessionDescription.Type.OFFER;
    private boolean offerPending;
    private int remoteCandidates;
    private int version;

    Negotiated(Role role) {
        this.role = role;
    }

    /** Sets a local offer. Returns whether its candidates have to be gathered. */
    boolean offer(boolean iceRestart, String freshUfrag) {
        if (role == Role.ANSWERER && remoteUfrag == null) {
            throw new IllegalStateException(
                    "nothing to offer: the answering side has no data channel before an offer came");
        }
        offerPending = true;
        localType = SessionDescription.Type.OFFER;
        version++;
        boolean fresh = localUfrag == null || iceRestart;
        if (fresh) {
            localUfrag = freshUfrag;
        }
        return fresh;
    }

    /**
     * Sets a remote offer and the answer to it. Rolls a pending offer back first, and with it the credentials that only that
     * offer had. Returns whether the answer's candidates have to be gathered.
     */
    boolean answer(SessionText offer, String freshUfrag) {
        if (offerPending) {
            offerPending = false;
            localUfrag = stableUfrag;
        }
        boolean fresh = localUfrag == null || remoteChanges(offer);
        remote(offer);
        localType = SessionDescription.Type.ANSWER;
        version++;
        if (fresh) {
            localUfrag = freshUfrag;
        }
        stableUfrag = localUfrag;
        return fresh;
    }

    void accept(SessionText answer) {
        if (!offerPending) {
            throw new IllegalStateException("an answer was set, but no offer is pending");
        }
        offerPending = false;
        stableUfrag = localUfrag;
        remote(answer);
    }

    /** Returns whether it counts: the end of candidates does not. */
    boolean candidate(IceCandidate candidate) {
        if (remoteUfrag == null) {
            throw new IllegalStateException("a candidate was added before the remote description");
        }
        if (candidate.candidate().isEmpty()) {
            return false;
        }
        if (candidate.sdpMid() == null && candidate.sdpMLineIndex() == null) {
            throw new IllegalArgumentException("a candidate needs sdpMid or sdpMLineIndex");
        }
        boolean otherSection = candidate.sdpMid() != null
                ? !candidate.sdpMid().equals("0")
                : candidate.sdpMLineIndex() != null && candidate.sdpMLineIndex() != 0;
        if (otherSection) {
            throw new IllegalArgumentException("a candidate is for a media section that is not there");
        }
        if (!CANDIDATE.matcher(candidate.candidate()).matches()) {
            throw new IllegalArgumentException("not a candidate line");
        }
        if (candidate.usernameFragment() != null
                && !candidate.usernameFragment().equals(remoteUfrag)) {
            throw new IllegalArgumentException("a candidate is of another description: its ufrag differs");
        }
        remoteCandidates++;
        return true;
    }

    /** Returns the fragment of our own description, {@code null} before there is one. */
    @Nullable
    String localUfrag() {
        return localUfrag;
    }

    @Nullable
    String remoteUfrag() {
        return remoteUfrag;
    }

    int version() {
        return version;
    }

    SessionDescription.Type localType() {
        return localType;
    }

    /** Tells whether checks can run: both descriptions are there, none is pending and the other side has an address. */
    boolean isReady() {
        return !offerPending && localUfrag != null && remoteUfrag != null && remoteCandidates > 0;
    }

    private void remote(SessionText description) {
        if (remoteChanges(description)) {
            remoteUfrag = description.ufrag();
            remoteCandidates = 0;
        }
        remoteCandidates += description.candidates();
    }

    private boolean remoteChanges(SessionText description) {
        return !description.ufrag().equals(remoteUfrag);
    }
}
