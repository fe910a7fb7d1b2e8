package io.trystero.webrtc;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.SessionDescription;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The transport, used as the engine uses it: what has not been reported as sent is bounded. */
final class TransportLink implements BaselineLink {

    private final AtomicLong unsent = new AtomicLong();
    private final PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
    private final TestPeer peer;
    private volatile Thread waiting;

    TransportLink(boolean offerer, Consumer<ByteBuffer> receiver) {
        peer = new TestPeer(factory, offerer ? Role.OFFERER : Role.ANSWERER) {
            @Override
            public void onMessage(ByteBuffer message) {
                receiver.accept(message);
            }

            @Override
            public void onSent(long bytes) {
                sent(bytes);
            }
        };
    }

    @Override
    public String offer() {
        peer.connection().createOffer(false).block(TestPeer.PATIENCE);
        return gathered();
    }

    @Override
    public String answer(String offer) {
        peer.connection().createAnswer(SessionDescription.offer(offer)).block(TestPeer.PATIENCE);
        return gathered();
    }

    @Override
    public void accept(String answer) {
        peer.connection().acceptAnswer(SessionDescription.answer(answer)).block(TestPeer.PATIENCE);
    }

    @Override
    public void awaitOpen() {
        TestPeer.await(peer.opened);
    }

    @Override
    public void send(byte[] message) {
        if (unsent.get() >= WINDOW) {
            waiting = Thread.currentThread();
            while (unsent.get() > WINDOW / 2) {
                LockSupport.park(this);
            }
            waiting = null;
        }
        unsent.addAndGet(message.length);
        peer.send(message);
    }

    @Override
    public void close() {
        factory.dispose();
        TestPeer.await(peer.closed);
    }

    private String gathered() {
        TestPeer.await(peer.gathered);
        return peer.connection().localDescription().block(TestPeer.PATIENCE).sdp();
    }

    private void sent(long bytes) {
        long left = unsent.addAndGet(-bytes);
        Thread sender = waiting;
        if (sender != null && left <= WINDOW / 2) {
            LockSupport.unpark(sender);
        }
    }
}
