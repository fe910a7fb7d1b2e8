package io.trystero.media;

import io.trystero.PeerId;
import io.trystero.rtc.media.TrackStats;

/**
 * What is measured about a track that goes to a peer, or comes from one.
 *
 * @param peer the other side
 * @param totals since the track began
 * @param bitrate in bits a second since it was measured before; the first time, since that was asked for, or since the track went to
 *     the peer if that was later
 */
public record MediaStats(PeerId peer, TrackStats totals, long bitrate) {}
