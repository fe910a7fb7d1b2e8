package io.trystero.test;

import io.trystero.rtc.TransportCapabilities;

/**
 * How simulated connections behave, for all hosts of a network.
 *
 * @param latency one way between two hosts, drawn for each message; messages keep their order
 * @param bytesPerSecond what a connection carries in each direction
 * @param operations how long making and setting a description takes
 * @param gathering how long each candidate takes to be gathered, after the one before
 * @param hostCandidates candidates of type {@code host} per connection; a STUN server in its configuration adds one of type
 *     {@code srflx}, a TURN server one of type {@code relay}
 * @param capabilities what the transport claims, and does: a larger message is refused, and with receive credit nothing is
 *     sent that has not been granted; frames of sound and pictures are as late as messages, but take up no bandwidth, and those
 *     sent while there is no path are lost
 */
public record WebRtcQuality(
        Latency latency,
        long bytesPerSecond,
        Latency operations,
        Latency gathering,
        int hostCandidates,
        TransportCapabilities capabilities) {

    public WebRtcQuality {
        if (bytesPerSecond <= 0 || hostCandidates < 0) {
            throw new IllegalArgumentException("a connection needs a bandwidth and no negative number of candidates: "
                    + bytesPerSecond + ", " + hostCandidates);
        }
    }

    /** Two data centres of one continent: 2 to 30 ms, 12.5 MB/s, two candidates; trickles, no receive credit, media. */
    public static WebRtcQuality good() {
        return new WebRtcQuality(
                Latency.millis(2, 30),
                12_500_000,
                Latency.millis(0, 2),
                Latency.millis(0, 20),
                2,
                new TransportCapabilities(262_144, false, true, true));
    }

    public WebRtcQuality withLatency(Latency range) {
        return new WebRtcQuality(range, bytesPerSecond, operations, gathering, hostCandidates, capabilities);
    }

    public WebRtcQuality withBytesPerSecond(long bytes) {
        return new WebRtcQuality(latency, bytes, operations, gathering, hostCandidates, capabilities);
    }

    public WebRtcQuality withGathering(Latency range) {
        return new WebRtcQuality(latency, bytesPerSecond, operations, range, hostCandidates, capabilities);
    }

    public WebRtcQuality withHostCandidates(int count) {
        return new WebRtcQuality(latency, bytesPerSecond, operations, gathering, count, capabilities);
    }

    /** Returns the same with audio and video, or with data alone. */
    public WebRtcQuality withMedia(boolean carried) {
        return withCapabilities(new TransportCapabilities(
                capabilities.maxMessageBytes(), capabilities.receiveCredit(), capabilities.iceRestart(), carried));
    }

    public WebRtcQuality withCapabilities(TransportCapabilities claimed) {
        return new WebRtcQuality(latency, bytesPerSecond, operations, gathering, hostCandidates, claimed);
    }
}
