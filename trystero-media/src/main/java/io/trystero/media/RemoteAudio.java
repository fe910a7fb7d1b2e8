package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.RemoteTrack;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Sound that a peer sends: frames of 10 ms, 100 a second, silence included. */
public final class RemoteAudio extends ReceivedTrack<AudioFrame> {

    private static final int HALF_A_SECOND = 50;

    RemoteAudio(PeerId peer, RemoteTrack track, @Nullable JsonNode metadata, Scheduler scheduler) {
        super(peer, track, metadata, scheduler);
    }

    /** Returns its frames; up to half a second waits for a slow subscriber. See {@link #frames(FramePolicy)}. */
    public Flux<AudioFrame> frames() {
        return frames(FramePolicy.buffer(HALF_A_SECOND));
    }

    @Override
    Disposable listen(Consumer<AudioFrame> listener) {
        return track().onAudio(listener);
    }
}
