package io.trystero.rtc;

/**
 * What a transport can do.
 *
 * @param maxMessageBytes the largest data-channel message that it takes and sends, in bytes
 * @param receiveCredit whether {@link DataChannel#grant(long)} holds the sender back; where it does not, a receiver that
 *     falls behind is protected by closing the connection
 * @param iceRestart whether {@link PeerConnection#createOffer(boolean)} may restart ICE
 * @param media whether renegotiated descriptions may carry audio and video
 */
public record TransportCapabilities(int maxMessageBytes, boolean receiveCredit, boolean iceRestart, boolean media) {

    public TransportCapabilities {
        if (maxMessageBytes < 16_451) {
            throw new IllegalArgumentException(
                    "maxMessageBytes must be at least 16451, the size of a full frame, but is " + maxMessageBytes);
        }
    }
}
