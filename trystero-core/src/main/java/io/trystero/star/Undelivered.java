package io.trystero.star;

import io.trystero.PeerId;

/**
 * A message that could not be passed on to one peer; the others get it all the same.
 *
 * @param source who sent it
 * @param peer who does not get it
 * @param error why: a {@link PeerOverflowException} for one that takes less than comes, a {@link io.trystero.PeerStalledException}
 *     for one that takes nothing, a {@link io.trystero.MessageTooLargeException} where the metadata grow too large
 */
public record Undelivered(PeerId source, PeerId peer, Throwable error) {}
