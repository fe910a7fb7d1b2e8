package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import org.jspecify.annotations.Nullable;

/**
 * What native code calls about a channel, on its callback thread. Native code keeps every observer that was registered until
 * the process ends, so this one keeps nothing once its connection is closed.
 */
final class ChannelCallbacks implements RTCDataChannelObserver {

    private volatile @Nullable RtcConnection connection;
    private @Nullable RTCDataChannel channel;

    ChannelCallbacks(RtcConnection connection, RTCDataChannel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /** Lets go of the connection and its channel, after the last callback. */
    void clear() {
        connection = null;
        channel = null;
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        RtcConnection target = connection;
        if (target != null) {
            try {
                target.received(buffer);
            } catch (Throwable e) {
                target.failed(e); // an exception that leaves a callback aborts the JVM
            }
        }
    }

    @Override
    public void onStateChange() {
        RtcConnection target = connection;
        RTCDataChannel changed = channel;
        if (target != null && changed != null) {
            try {
                // Within this callback the library answers with the state that the callback is about, without a thread
                // hop.
                target.changed(changed.getState());
            } catch (Throwable e) {
                target.failed(e);
            }
        }
    }

    @Override
    public void onBufferedAmountChange(long previousAmount) {
        // never called by webrtc-java: ChannelCredit asks instead
    }
}
