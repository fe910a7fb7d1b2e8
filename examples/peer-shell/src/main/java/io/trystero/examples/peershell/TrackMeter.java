package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.media.FramePolicy;
import io.trystero.media.MediaStats;
import io.trystero.media.ReceivedTrack;
import io.trystero.media.RemoteAudio;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What is measured of one track that comes, until it ends. */
final class TrackMeter {

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration STATS_LIMIT = Duration.ofSeconds(2);

    private final ReceivedTrack<?> track;
    private final AtomicLong frames = new AtomicLong();
    private final @Nullable Spectrum spectrum;

    private TrackMeter(ReceivedTrack<?> track, @Nullable Spectrum spectrum) {
        this.track = track;
        this.spectrum = spectrum;
    }

    /** Begins to measure. */
    static TrackMeter of(ReceivedTrack<?> track) {
        if (track instanceof RemoteAudio audio) {
            Spectrum spectrum = new Spectrum();
            TrackMeter meter = new TrackMeter(track, spectrum);
            audio.frames().doOnNext(frame -> meter.frames.incrementAndGet()).subscribe(spectrum::add);
            return meter;
        }
        TrackMeter meter = new TrackMeter(track, null);
        track.frames(FramePolicy.latest()).subscribe(frame -> meter.frames.incrementAndGet());
        return meter;
    }

    boolean isEnded() {
        return track.isEnded();
    }

    /** What was read of one track. */
    record Reading(MediaStats stats, ObjectNode described) {}

    /** Measures now; empty if the track's connection is gone. */
    Mono<Reading> read() {
        return track.stats(AT_ONCE)
                .next()
                .timeout(STATS_LIMIT, Mono.empty())
                .map(stats -> new Reading(stats, described()));
    }

    private ObjectNode described() {
        ObjectNode described = Json.object()
                .put("peerId", track.peer().value())
                .put("id", track.id())
                .put("kind", MediaSources.kind(track))
                .put("frames", frames.get());
        return spectrum == null ? described : described.put("dominantHz", spectrum.dominantHz());
    }

    /** Adds up what was read of all tracks. */
    static ObjectNode sum(List<Reading> readings) {
        ObjectNode sum = Json.object();
        ArrayNode tracks = Json.object().putArray("tracks");
        for (Reading reading : readings) {
            ObjectNode kind =
                    sum.withObject("/" + reading.described().path("kind").asText());
            add(kind, "packets", reading.stats().totals().packets());
            add(kind, "bytes", reading.stats().totals().bytes());
            add(kind, "frames", reading.described().path("frames").asLong());
            if (reading.described().has("dominantHz")) {
                kind.set("dominantHz", reading.described().get("dominantHz"));
            }
            tracks.add(reading.described());
        }
        return sum.set("tracks", tracks);
    }

    private static void add(ObjectNode to, String field, long more) {
        to.put(field, to.path(field).asLong() + more);
    }
}
