package io.trystero.webrtc;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionState;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** An offerer that does something in one kind of callback, on whichever thread that comes. */
final class ActingPeer extends TestPeer {

    /** The callbacks that come before a connection closes. */
    enum When {
        CANDIDATE,
        GATHERED,
        STATE,
        OPEN,
        MESSAGE,
        SENT
    }

    private final When when;
    private final Consumer<PeerConnection> action;

    ActingPeer(PeerConnectionFactory factory, When when, Consumer<PeerConnection> action) {
        super(factory, Role.OFFERER);
        this.when = when;
        this.action = action;
    }

    private void actIf(When now) {
        if (now == when) {
            action.accept(connection());
        }
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        super.onCandidate(candidate);
        actIf(When.CANDIDATE);
    }

    @Override
    public void onGatheringComplete() {
        actIf(When.GATHERED);
    }

    @Override
    public void onStateChange(PeerConnectionState state) {
        actIf(When.STATE);
    }

    @Override
    public void onOpen(DataChannel channel) {
        super.onOpen(channel);
        actIf(When.OPEN);
    }

    @Override
    public void onMessage(ByteBuffer message) {
        actIf(When.MESSAGE);
    }

    @Override
    public void onSent(long bytes) {
        actIf(When.SENT);
    }
}
