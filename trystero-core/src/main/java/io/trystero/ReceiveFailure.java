package io.trystero;

/**
 * A message or request that could not be read; the stream of the others goes on.
 *
 * @param from who sent it
 * @param error why it could not be read
 */
public record ReceiveFailure(PeerId from, Throwable error) {}
