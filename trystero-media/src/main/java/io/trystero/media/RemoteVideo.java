package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.VideoFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Pictures that a peer sends, at whatever rate and size it sends them: both may change as its path does. */
public final class RemoteVideo extends ReceivedTrack<VideoFrame> {

    RemoteVideo(PeerId peer, RemoteTrack track, @Nullable JsonNode metadata, Scheduler scheduler) {
        super(peer, track, metadata, scheduler);
    }

    /** Returns its frames; a slow subscriber gets the latest. See {@link #frames(FramePolicy)}. */
    public Flux<VideoFrame> frames() {
        return frames(FramePolicy.latest());
    }

    @Override
    Disposable listen(Consumer<VideoFrame> listener) {
        return track().onVideo(listener);
    }
}
