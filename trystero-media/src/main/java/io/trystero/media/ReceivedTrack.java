package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import io.trystero.rtc.media.RemoteTrack;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A track that a peer sends, as it was announced in a room. Thread-safe. Nothing is decoded for us while nobody subscribes to
 * its frames.
 *
 * @param <F> the kind of frame
 */
public abstract sealed class ReceivedTrack<F> permits RemoteAudio, RemoteVideo {

    private final PeerId peer;
    private final RemoteTrack track;
    private final @Nullable JsonNode metadata;
    private final Scheduler scheduler;

    ReceivedTrack(PeerId peer, RemoteTrack track, @Nullable JsonNode metadata, Scheduler scheduler) {
        this.peer = peer;
        this.track = track;
        this.metadata = metadata;
        this.scheduler = scheduler;
    }

    /** Returns who sends it. */
    public PeerId peer() {
        return peer;
    }

    /** Returns what the peer sent along with its announcement, {@code null} if nothing or a JSON {@code null}. */
    public @Nullable JsonNode metadata() {
        return metadata;
    }

    /** Returns what names the track. */
    public String id() {
        return track.id();
    }

    /** Returns what names the stream that it is part of. */
    public String streamId() {
        return track.streamId();
    }

    /** Tells whether the peer has taken it back, or is gone. */
    public boolean isEnded() {
        return track.isEnded();
    }

    /** Completes when the peer has taken it back, or is gone. */
    public Mono<Void> onEnd() {
        return track.onEnd();
    }

    /**
     * Returns its frames from now on. Each subscriber has a queue of its own and is called on a worker of the callback scheduler
     * of its own, one frame after the other; none paces the sender or another subscriber. Completes when the track ends, once what
     * waits has been taken.
     *
     * @param policy what becomes of frames that come faster than they are asked for
     */
    public Flux<F> frames(FramePolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return new FrameFlux<>(this::listen, track.onEnd(), policy, scheduler);
    }

    /**
     * Returns what is measured about it, again and again. Completes when the track ends.
     *
     * @param every the time between two measurements
     */
    public Flux<MediaStats> stats(Duration every) {
        return StatsFlux.of(peer, track.stats(), every, scheduler).takeUntilOther(track.onEnd());
    }

    abstract Disposable listen(Consumer<F> listener);

    RemoteTrack track() {
        return track;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + id() + " of " + peer.value() + "]";
    }
}
