package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How far a message to or from one peer has come.
 *
 * @param peer the other side
 * @param fraction 0 to 1, in steps of 1/255, each told once; 1 comes with the last frame
 * @param metadata what was or is to be sent beside the message, once known
 */
public record TransferProgress(
        PeerId peer, double fraction, @Nullable JsonNode metadata) {}
