package io.trystero.media;

import io.trystero.PeerId;
import io.trystero.rtc.media.TrackStats;

/**
 * What is measured about a track that goes to a peer, or comes from one.
 *
 * @param peer the other side
 * @param totals since the track began
 * @param bitrate in bits a second since it was measured before; since it began, the first time
 */
public record MediaStats(PeerId peer, TrackStats totals, long bitrate) {}
