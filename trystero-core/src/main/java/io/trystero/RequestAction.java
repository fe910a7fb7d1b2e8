package io.trystero;

import io.trystero.codec.Codec;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Requests of one name, to and from the peers of a room. Thread-safe; made by {@link Room#request}.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class RequestAction<Q, A> {

    private final JoinedRoom room;
    private final String name;
    private final Codec<Q> queries;
    private final Codec<A> answers;
    private final RequestInbox<Q, A> inbox;

    RequestAction(JoinedRoom room, String name, Codec<Q> queries, Codec<A> answers) {
        this.room = room;
        this.name = name;
        this.queries = queries;
        this.answers = answers;
        this.inbox = new RequestInbox<>(room, name, queries, answers);
    }

    /** Returns the name that both sides know the action by. */
    public String name() {
        return name;
    }

    RequestInbox<Q, A> inbox() {
        return inbox;
    }

    /** Asks a peer, without a time limit; see {@link #request(PeerId, Object, RequestOptions)}. */
    @CheckReturnValue
    public Mono<A> request(PeerId peer, @Nullable Q query) {
        return request(peer, query, RequestOptions.none());
    }

    /**
     * Asks a peer. Cold: each subscription asks once. A peer that has the action but no handler refuses after 500 ms; one that has
     * no action of that name keeps the request until it makes one, so that a time limit is a good idea.
     *
     * @return the answer, on the room's worker; empty if the peer answered {@code null}. Fails with a {@link
     *     RejectedRequestException} with what the other side said, a {@link PeerLeftException}, a {@link TimeoutException} if
     *     the options set a limit, a {@link RoomClosedException}, or, before anything is sent, as a send does. Cancel forgets
     *     the request here; the other side is not told, for the wire has no word for it
     */
    @CheckReturnValue
    public Mono<A> request(PeerId peer, @Nullable Q query, RequestOptions options) {
        Arguments.given(peer, "peer");
        Arguments.given(options, "options");
        return Mono.defer(() -> OutboundRequest.of(room, name, queries.encode(query), peer, options, answers));
    }

    /** Asks several peers, without a time limit; see {@link #requestMany(Collection, Object, RequestOptions)}. */
    @CheckReturnValue
    public Flux<PeerResult<A>> requestMany(Collection<PeerId> peers, @Nullable Q query) {
        return requestMany(peers, query, RequestOptions.none());
    }

    /**
     * Asks several peers the same. Cold; whom to ask is settled by this call.
     *
     * @return one result per peer, as each comes; never fails. Cancel forgets the requests that are open
     */
    @CheckReturnValue
    public Flux<PeerResult<A>> requestMany(Collection<PeerId> peers, @Nullable Q query, RequestOptions options) {
        List<PeerId> asked = Arguments.all(peers, "peers");
        Arguments.given(options, "options");
        return Flux.fromIterable(asked)
                .distinct()
                .flatMap(peer -> result(peer, request(peer, query, options)), Math.max(1, asked.size()), 1);
    }

    private Mono<PeerResult<A>> result(PeerId peer, Mono<A> answer) {
        return answer.<PeerResult<A>>map(value -> new PeerResult.Replied<>(peer, value))
                .switchIfEmpty(Mono.fromSupplier(() -> new PeerResult.Replied<>(peer, null)))
                .onErrorResume(error -> Mono.just(failed(peer, error)));
    }

    private PeerResult<A> failed(PeerId peer, Throwable error) {
        if (error instanceof RejectedRequestException) {
            return new PeerResult.Rejected<>(peer, String.valueOf(error.getMessage()));
        }
        if (error instanceof TimeoutException) {
            return new PeerResult.TimedOut<>(peer);
        }
        if (error instanceof PeerLeftException || error instanceof PeerStalledException) {
            return new PeerResult.Disconnected<>(peer);
        }
        return new PeerResult.Aborted<>(peer, error);
    }

    /**
     * Answers requests for as long as the returned {@code Mono} is subscribed to; see {@link #handleRequests}. A handler that
     * completes empty makes its request fail at the requester.
     */
    @CheckReturnValue
    public Mono<Void> handle(Function<? super Q, ? extends Mono<? extends A>> handler) {
        Arguments.given(handler, "handler");
        return handleRequests(request -> {
            Q query = request.query();
            return query == null
                    ? Mono.error(new RejectedRequestException("the query must not be null"))
                    : handler.apply(query).<Reply<A>>map(Reply::of);
        });
    }

    /**
     * Answers requests for as long as the returned {@code Mono} is subscribed to. One handler at a time: a second
     * subscription fails with an {@link IllegalStateException}.
     *
     * <p>Up to 256 requests are handled at once; 1 024 more wait, and past them requesters are told "busy". A handler is
     * subscribed on the room's worker with the {@code Context} of this {@code Mono}'s subscriber, and cancelled when the
     * requester leaves. Only the message of a {@link RejectedRequestException} reaches the requester; of any other error it
     * hears "request failed", and the error is logged.
     *
     * @return completes when the room has been left, not before. Cancel removes the handler and cancels what it is doing
     */
    @CheckReturnValue
    public Mono<Void> handleRequests(Function<? super Request<Q>, ? extends Mono<Reply<A>>> handler) {
        return inbox.handle(Arguments.given(handler, "handler"));
    }

    /**
     * Returns the requests that could not be read as {@code Q}; their requesters were told that they failed. Those that are
     * too large, as of {@link MessageAction#failures()}, are dropped with a {@link MessageTooLargeException}, and their
     * requesters hear nothing. Hot.
     */
    public Flux<ReceiveFailure> failures() {
        return inbox.failures();
    }

    /** Returns how far requests of more than one frame have come, as {@link MessageAction#receiveProgress()} does. Hot. */
    public Flux<TransferProgress> receiveProgress() {
        return inbox.progress();
    }
}
