package io.trystero.webrtc;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServerFailure;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.media.RemoteTrack;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nothing that a listener throws through: on the native callback thread it would abort the JVM, on the worker stop
 * every connection of the factory. The connection whose listener fails is closed instead.
 */
final class GuardedListener implements PeerConnectionListener {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.connection");

    private final PeerConnectionListener listener;
    private final Runnable close;

    GuardedListener(PeerConnectionListener listener, Runnable close) {
        this.listener = listener;
        this.close = close;
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        guard(() -> listener.onCandidate(candidate));
    }

    @Override
    public void onServerFailure(IceServerFailure failure) {
        guard(() -> listener.onServerFailure(failure));
    }

    @Override
    public void onGatheringComplete() {
        guard(listener::onGatheringComplete);
    }

    @Override
    public void onStateChange(PeerConnectionState state) {
        guard(() -> listener.onStateChange(state));
    }

    @Override
    public void onOpen(DataChannel channel) {
        guard(() -> listener.onOpen(channel));
    }

    @Override
    public void onMessage(ByteBuffer message) {
        try {
            listener.onMessage(message);
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void onSent(long bytes) {
        try {
            listener.onSent(bytes);
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void onTrack(RemoteTrack track) {
        guard(() -> listener.onTrack(track));
    }

    @Override
    public void onWorn() {
        guard(listener::onWorn);
    }

    @Override
    public void onError(Throwable error) {
        guard(() -> listener.onError(error));
    }

    @Override
    public void onClosed() {
        guard(listener::onClosed);
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable error) {
        close.run();
        try {
            log.warn("A connection is closed because its listener failed", error);
        } catch (Throwable e) {
            // A logger that fails too must not end the JVM.
        }
    }
}
