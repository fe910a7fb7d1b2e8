package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.rtc.media.RemoteStream;
import io.trystero.rtc.media.RemoteTrack;
import org.jspecify.annotations.Nullable;

/** Media that a peer of a room sends, as it announced them there. */
public sealed interface RemoteMedia {

    /** Returns who sends. */
    PeerId peer();

    /** Returns the stream, or the stream that the track is part of. */
    RemoteStream stream();

    /** Returns what the peer sent along with the announcement, {@code null} if nothing or a JSON {@code null}. */
    @Nullable
    JsonNode metadata();

    /** A stream has come. */
    record Stream(
            PeerId peer, RemoteStream stream, @Nullable JsonNode metadata) implements RemoteMedia {}

    /** A track has come that was announced by itself, or one takes the place of another: then {@code track} is the same. */
    record Track(
            PeerId peer,
            RemoteStream stream,
            RemoteTrack track,
            @Nullable JsonNode metadata) implements RemoteMedia {}
}
