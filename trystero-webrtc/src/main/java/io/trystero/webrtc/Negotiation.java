package io.trystero.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.SessionDescription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The offers, answers and candidates of one native connection. The library sets no description implicitly and rolls none
 * back by itself, so each step is spelt out; the next starts on the worker when the last was reported.
 *
 * <p>When the connection is there, an offer becomes the local description no sooner than its answer is taken: to roll one back makes
 * the library end all media of the connection that come, and what it makes anew is deaf and blind. One that clashes with the other
 * side's is just forgotten. An offer of fresh ICE credentials can't wait, as it is what gathers.
 */
final class Negotiation {

    private final RTCPeerConnection connection;
    private final Executor worker;
    private boolean hasRemote;
    /** An offer that was made and will be the local description when it is answered. */
    private @Nullable RTCSessionDescription unset;

    /** Set before the native call: what it brings about may be told on the callback thread at once. */
    private volatile boolean settled;

    /** The last description of the other side. Set before the native call, likewise. */
    private volatile String remoteSdp = "";

    private volatile int maxMessageBytes = WebRtcTransport.MAX_MESSAGE_BYTES;

    /** @param worker the only thread that calls this object */
    Negotiation(RTCPeerConnection connection, Executor worker) {
        this.connection = connection;
        this.worker = worker;
    }

    CompletionStage<SessionDescription> offer(boolean iceRestart) {
        RTCOfferOptions options = new RTCOfferOptions();
        options.iceRestart = iceRestart;
        CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
        connection.createOffer(options, new Created(offer));
        return settled && !iceRestart
                ? offer.thenApplyAsync(this::keep, worker)
                : offer.thenComposeAsync(this::setLocal, worker);
    }

    private SessionDescription keep(RTCSessionDescription offer) {
        unset = offer;
        return Conversions.fromNative(offer);
    }

    CompletionStage<SessionDescription> answer(SessionDescription offer) {
        unset = null;
        return rollback()
                .thenComposeAsync(done -> setRemote(RTCSdpType.OFFER, offer), worker)
                .thenComposeAsync(
                        done -> {
                            CompletableFuture<RTCSessionDescription> answer = new CompletableFuture<>();
                            connection.createAnswer(new RTCAnswerOptions(), new Created(answer));
                            return answer;
                        },
                        worker)
                .thenComposeAsync(
                        answer -> {
                            settled = true;
                            return setLocal(answer);
                        },
                        worker);
    }

    CompletionStage<Void> accept(SessionDescription answer) {
        RTCSessionDescription offer = unset;
        if (offer == null && connection.getSignalingState() != RTCSignalingState.HAVE_LOCAL_OFFER) {
            throw new IllegalStateException("no offer is pending");
        }
        settled = true;
        unset = null;
        return offer == null
                ? setRemote(RTCSdpType.ANSWER, answer)
                : setLocal(offer).thenComposeAsync(set -> setRemote(RTCSdpType.ANSWER, answer), worker);
    }

    CompletionStage<Void> add(IceCandidate candidate) {
        if (!hasRemote) {
            throw new IllegalStateException("a candidate came before the remote description");
        }
        if (!candidate.candidate().isBlank()) {
            try {
                connection.addIceCandidate(Conversions.toNative(candidate));
            } catch (Error e) {
                // The library's text quotes the candidate, which holds an address.
                throw new IllegalArgumentException("the candidate cannot be parsed");
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Returns the local description with the candidates gathered so far. */
    CompletionStage<SessionDescription> local() {
        RTCSessionDescription local = connection.getLocalDescription();
        if (local == null) {
            throw new IllegalStateException("there is no local description yet");
        }
        return CompletableFuture.completedFuture(Conversions.fromNative(local));
    }

    /** Tells whether a first offer was answered, by either side. On any thread. */
    boolean isSettled() {
        return settled;
    }

    /** Returns what the other side described last, or begins to apply. On any thread. */
    String remoteSdp() {
        return remoteSdp;
    }

    /** Returns the most that both sides take in one message. On any thread. */
    int maxMessageBytes() {
        return maxMessageBytes;
    }

    private CompletableFuture<@Nullable Void> rollback() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        if (connection.getSignalingState() == RTCSignalingState.HAVE_LOCAL_OFFER) {
            connection.setLocalDescription(new RTCSessionDescription(RTCSdpType.ROLLBACK, ""), new WasSet(done));
        } else {
            done.complete(null);
        }
        return done;
    }

    private CompletionStage<SessionDescription> setLocal(RTCSessionDescription description) {
        unset = null;
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        connection.setLocalDescription(description, new WasSet(done));
        return done.thenApply(set -> Conversions.fromNative(description));
    }

    private CompletionStage<Void> setRemote(RTCSdpType type, SessionDescription description) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        // Before it is set: the channel may open on the callback thread at once.
        remoteSdp = description.sdp();
        maxMessageBytes = Conversions.maxMessageBytes(description.sdp(), WebRtcTransport.MAX_MESSAGE_BYTES);
        try {
            connection.setRemoteDescription(new RTCSessionDescription(type, description.sdp()), new WasSet(done));
        } catch (Error e) {
            // The library's text quotes the line that it does not understand.
            throw new IllegalArgumentException("the remote description cannot be parsed");
        }
        return done.thenRunAsync(() -> hasRemote = true, worker);
    }

    private record Created(CompletableFuture<RTCSessionDescription> result)
            implements CreateSessionDescriptionObserver {
        @Override
        public void onSuccess(RTCSessionDescription description) {
            result.complete(description);
        }

        @Override
        public void onFailure(String error) {
            result.completeExceptionally(new IllegalStateException(error));
        }
    }

    private record WasSet(CompletableFuture<@Nullable Void> result) implements SetSessionDescriptionObserver {
        @Override
        public void onSuccess() {
            result.complete(null);
        }

        @Override
        public void onFailure(String error) {
            result.completeExceptionally(new IllegalStateException(error));
        }
    }
}
