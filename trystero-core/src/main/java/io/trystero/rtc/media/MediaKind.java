package io.trystero.rtc.media;

/** What a track carries. */
public enum MediaKind {
    AUDIO,
    VIDEO
}
