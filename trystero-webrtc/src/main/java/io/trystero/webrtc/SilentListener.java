package io.trystero.webrtc;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import java.nio.ByteBuffer;

/** Hears of a connection that is made for its own sake. */
final class SilentListener implements PeerConnectionListener {

    @Override
    public void onCandidate(IceCandidate candidate) {}

    @Override
    public void onGatheringComplete() {}

    @Override
    public void onStateChange(PeerConnectionState state) {}

    @Override
    public void onOpen(DataChannel channel) {}

    @Override
    public void onMessage(ByteBuffer message) {}

    @Override
    public void onSent(long bytes) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onClosed() {}
}
