package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionIceErrorEvent;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpReceiver;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What native code calls about a connection, on its callback thread. Keeps nothing of a connection that is closed. */
final class ConnectionCallbacks implements PeerConnectionObserver {

    private volatile @Nullable RtcConnection connection;

    ConnectionCallbacks(RtcConnection connection) {
        this.connection = connection;
    }

    /** Lets go of the connection. */
    void clear() {
        connection = null;
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        tell(target -> target.gathered(candidate));
    }

    @Override
    public void onIceCandidateError(RTCPeerConnectionIceErrorEvent error) {
        tell(target -> target.failed(Conversions.fromNative(error)));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) {
            tell(RtcConnection::gatheredAll);
        }
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        tell(target -> target.changed(state));
    }

    @Override
    public void onTrack(RTCRtpTransceiver transceiver) {
        tell(target -> target.arrived(transceiver));
    }

    @Override
    public void onRemoveTrack(RTCRtpReceiver receiver) {
        tell(target -> target.ended(receiver.getTrack()));
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        tell(target -> target.received(channel));
    }

    private void tell(Consumer<RtcConnection> event) {
        RtcConnection target = connection;
        if (target != null) {
            try {
                event.accept(target);
            } catch (Throwable e) {
                target.failed(e); // an exception that leaves a callback aborts the JVM
            }
        }
    }
}
