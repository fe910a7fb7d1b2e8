package io.trystero.torrent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker says.
 *
 * @param infoHash the room that it is about, if it says so
 * @param interval how often it wants to be announced to
 * @param failure why it refused something; nothing else in the message counts then
 * @param warning what it complains of
 * @param signal what it brings of a peer
 * @param malformed whether it was meant to bring something of a peer that can't be read
 */
record TrackerMessage(
        @Nullable String infoHash,
        @Nullable Duration interval,
        @Nullable String failure,
        @Nullable String warning,
        @Nullable Signal signal,
        boolean malformed) {

    /**
     * What another peer has sent by the tracker.
     *
     * @param isOffer or an answer
     * @param sdp sealed
     */
    record Signal(boolean isOffer, String peerId, String offerId, String sdp) {

        /** Tells signals apart. */
        String key() {
            return (isOffer ? "offer " : "answer ") + offerId + " " + peerId;
        }

        /** Names the ids only. */
        @Override
        public String toString() {
            return key();
        }
    }
}
