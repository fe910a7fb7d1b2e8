package io.trystero.media;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;

/** What has become of tracks since they were added, for who comes later: some were taken back, others stand in their place. */
final class SentTracks {

    private final Set<OutgoingTrack<?>> removed = Collections.newSetFromMap(new WeakHashMap<>());
    private final Map<OutgoingTrack<?>, OutgoingTrack<?>> replacements = new WeakHashMap<>();

    /** They are sent, or sent again, as they are. */
    synchronized void added(Collection<OutgoingTrack<?>> tracks) {
        removed.removeAll(tracks);
        replacements.keySet().removeAll(tracks);
    }

    synchronized void removed(Collection<OutgoingTrack<?>> tracks) {
        removed.addAll(tracks);
    }

    /** Wherever the one was sent, the other is. */
    synchronized void replaced(OutgoingTrack<?> old, OutgoingTrack<?> next) {
        removed.remove(next);
        replacements.replaceAll((first, last) -> last == old ? next : last);
        replacements.putIfAbsent(old, next);
        replacements.remove(next);
    }

    /** Returns what is sent in the place of tracks: mostly themselves; not what has ended or was taken back. */
    synchronized List<OutgoingTrack<?>> current(List<OutgoingTrack<?>> tracks) {
        return tracks.stream()
                .filter(track -> !removed.contains(track))
                .<OutgoingTrack<?>>map(this::inPlaceOf)
                .filter(track -> !track.isEnded() && !removed.contains(track))
                .toList();
    }

    /** Returns all by which tracks may be sent: themselves, and what stands in their place. */
    synchronized List<OutgoingTrack<?>> all(List<OutgoingTrack<?>> tracks) {
        return tracks.stream()
                .<OutgoingTrack<?>>flatMap(track -> Stream.of(track, inPlaceOf(track)))
                .distinct()
                .toList();
    }

    private OutgoingTrack<?> inPlaceOf(OutgoingTrack<?> track) {
        OutgoingTrack<?> other = replacements.get(track);
        return other == null ? track : other;
    }
}
