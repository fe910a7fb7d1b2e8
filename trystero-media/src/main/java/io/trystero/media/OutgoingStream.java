package io.trystero.media;

import java.util.List;
import java.util.UUID;

/**
 * Tracks of ours that belong together, such as a speaker's voice and picture.
 *
 * @param id names it on the wire: 1 to 64 letters, digits or {@code - _ { }}
 * @param tracks at least one
 */
public record OutgoingStream(String id, List<OutgoingTrack<?>> tracks) {

    /** Refuses a stream without tracks. */
    public OutgoingStream {
        tracks = List.copyOf(tracks);
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("tracks: a stream needs at least one");
        }
    }

    /** Makes a stream with a name of its own. */
    public static OutgoingStream of(OutgoingTrack<?>... tracks) {
        return new OutgoingStream(UUID.randomUUID().toString(), List.of(tracks));
    }

    /** Stops its tracks. */
    public void stop() {
        tracks.forEach(OutgoingTrack::stop);
    }
}
