package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.SessionDescription;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What the contract of all transports does not say, with native code at work. */
@NeedsNatives
class RtcConnectionTest {

    private final PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();

    @AfterEach
    void dispose() {
        factory.dispose();
    }

    @Test
    void takesMoreAtOnceThanTheNativeBufferHolds() {
        int frames = 1_300; // 21 MB: at 16 MiB the native channel would close
        CompletableFuture<Void> all = new CompletableFuture<>();
        TestPeer answerer = new TestPeer(factory, Role.ANSWERER) {
            @Override
            public void onMessage(ByteBuffer message) {
                if (received.incrementAndGet() == frames) {
                    all.complete(null);
                }
            }
        };
        TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);

        for (int i = 0; i < frames; i++) {
            offerer.send(new byte[16_451]);
        }

        TestPeer.await(all);
        assertThat(offerer.closed).isNotDone();
    }

    @Test
    void answersWithinTheCallbackOfAMessage() {
        CompletableFuture<Integer> echoed = new CompletableFuture<>();
        TestPeer answerer = new TestPeer(factory, Role.ANSWERER) {
            @Override
            public void onMessage(ByteBuffer message) {
                byte[] copy = new byte[message.remaining()];
                message.get(copy);
                send(copy);
            }
        };
        TestPeer offerer = new TestPeer(factory, Role.OFFERER) {
            @Override
            public void onMessage(ByteBuffer message) {
                echoed.complete(message.remaining());
            }
        };
        offerer.connectTo(answerer).send(new byte[321]);

        assertThat(TestPeer.await(echoed)).isEqualTo(321);
    }

    @Test
    void heedsTheLargestMessageThatTheOtherSideTakes() {
        TestPeer answerer = TestPeer.answerer(factory);
        TestPeer offerer = TestPeer.offerer(factory);
        SessionDescription offer = offerer.connection().createOffer(false).block(TestPeer.PATIENCE);
        SessionDescription answer = answerer.connection().createAnswer(offer).block(TestPeer.PATIENCE);
        offerer.trickleTo(answerer);
        SessionDescription small = SessionDescription.answer(
                answer.sdp().replaceAll("a=max-message-size:\\d+", "a=max-message-size:20000"));
        offerer.connection().acceptAnswer(small).block(TestPeer.PATIENCE);
        answerer.trickleTo(offerer);
        TestPeer.await(offerer.opened).send(new byte[20_001]);

        assertThat(TestPeer.await(offerer.failed)).hasMessageContaining("20001").hasMessageContaining("20000");
        assertThat(offerer.closed).isNotDone();
    }

    @Test
    void keepsAddressesOutOfItsErrors() {
        String secret = "192.0.2.99";
        TestPeer peer = TestPeer.answerer(factory);
        String offer = TestPeer.offerer(factory)
                .connection()
                .createOffer(false)
                .block(TestPeer.PATIENCE)
                .sdp();
        SessionDescription broken = SessionDescription.offer(offer + "a=candidate:broken " + secret + "\r\n");
        assertThat(failure(peer.connection().createAnswer(broken))).hasMessageNotContaining(secret);

        peer.connection().createAnswer(SessionDescription.offer(offer)).block(TestPeer.PATIENCE);
        IceCandidate candidate = new IceCandidate("candidate:broken " + secret, "0", 0, null);
        assertThat(failure(peer.connection().addCandidate(candidate))).hasMessageNotContaining(secret);
    }

    @Test
    void dropsASecondChannelAndKeepsTheFirst() throws Exception {
        CompletableFuture<Integer> echoed = new CompletableFuture<>();
        CompletableFuture<Void> dropped = new CompletableFuture<>();
        TestPeer peer = TestPeer.answerer(factory);
        try (RawLink raw = new RawLink(true, message -> echoed.complete(message.remaining()))) {
            peer.connection()
                    .createAnswer(SessionDescription.offer(raw.offer()))
                    .block(TestPeer.PATIENCE);
            TestPeer.await(peer.gathered);
            raw.accept(peer.connection()
                    .localDescription()
                    .block(TestPeer.PATIENCE)
                    .sdp());
            raw.awaitOpen();
            RTCDataChannel second = raw.connection().createDataChannel("second", new RTCDataChannelInit());
            second.registerObserver(new RTCDataChannelObserver() {
                @Override
                public void onStateChange() {
                    if (second.getState() == RTCDataChannelState.CLOSED) {
                        dropped.complete(null);
                    }
                }

                @Override
                public void onMessage(RTCDataChannelBuffer buffer) {}

                @Override
                public void onBufferedAmountChange(long previousAmount) {}
            });
            if (second.getState() == RTCDataChannelState.CLOSED) {
                dropped.complete(null); // before it was observed
            }

            TestPeer.await(dropped);
            TestPeer.await(peer.opened).send(new byte[5]);
            assertThat(TestPeer.await(echoed)).isEqualTo(5);
        }
        TestPeer.await(peer.closed);
    }

    private static Throwable failure(Mono<?> operation) {
        return operation
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just)
                .blockOptional(TestPeer.PATIENCE)
                .orElseThrow(() -> new AssertionError("it did not fail"));
    }
}
