package io.trystero.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** webrtc-java used plainly: the caller's thread makes the native calls. */
final class RawLink implements BaselineLink, PeerConnectionObserver, RTCDataChannelObserver {

    private static final int LOOK_EVERY = 1 << 18;

    private final CompletableFuture<Void> gathered = new CompletableFuture<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Natives natives = Natives.dataOnly();
    private final Consumer<ByteBuffer> receiver;
    private final RTCPeerConnection connection;
    private volatile RTCDataChannel channel;
    private long sinceLook;

    RawLink(boolean offerer, Consumer<ByteBuffer> receiver) {
        this.receiver = receiver;
        connection = natives.factory().createPeerConnection(new RTCConfiguration(), this);
        if (offerer) {
            channel = connection.createDataChannel("data", new RTCDataChannelInit());
            channel.registerObserver(this);
        }
    }

    RTCPeerConnection connection() {
        return connection;
    }

    @Override
    public String offer() throws Exception {
        CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), new Made(made));
        return local(made.get());
    }

    @Override
    public String answer(String offer) throws Exception {
        remote(RTCSdpType.OFFER, offer);
        CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
        connection.createAnswer(new RTCAnswerOptions(), new Made(made));
        return local(made.get());
    }

    @Override
    public void accept(String answer) throws Exception {
        remote(RTCSdpType.ANSWER, answer);
    }

    @Override
    public void awaitOpen() throws Exception {
        opened.get();
    }

    @Override
    public void send(byte[] message) throws Exception {
        if (sinceLook >= LOOK_EVERY) {
            sinceLook = 0;
            while (channel.getBufferedAmount() > WINDOW) {
                BaselineLink.pause();
            }
        }
        channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(message), true));
        sinceLook += message.length;
    }

    @Override
    public void close() {
        NativeReference<RTCDataChannel> channelReference = new NativeReference<>(channel);
        NativeReference<RTCPeerConnection> reference = new NativeReference<>(connection);
        connection.close();
        channel.unregisterObserver();
        channelReference.release();
        reference.release();
        natives.dispose();
    }

    private String local(RTCSessionDescription description) throws Exception {
        CompletableFuture<Void> set = new CompletableFuture<>();
        connection.setLocalDescription(description, new Done(set));
        set.get();
        gathered.get();
        return connection.getLocalDescription().sdp;
    }

    private void remote(RTCSdpType type, String sdp) throws Exception {
        CompletableFuture<Void> set = new CompletableFuture<>();
        connection.setRemoteDescription(new RTCSessionDescription(type, sdp), new Done(set));
        set.get();
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {}

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) {
            gathered.complete(null);
        }
    }

    @Override
    public void onDataChannel(RTCDataChannel offered) {
        channel = offered;
        offered.registerObserver(this);
        onStateChange();
    }

    @Override
    public void onStateChange() {
        if (channel.getState() == RTCDataChannelState.OPEN) {
            opened.complete(null);
        }
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        receiver.accept(buffer.data);
    }

    @Override
    public void onBufferedAmountChange(long previousAmount) {}

    private record Made(CompletableFuture<RTCSessionDescription> result) implements CreateSessionDescriptionObserver {
        @Override
        public void onSuccess(RTCSessionDescription description) {
            result.complete(description);
        }

        @Override
        public void onFailure(String error) {
            result.completeExceptionally(new IllegalStateException(error));
        }
    }

    private record Done(CompletableFuture<Void> result) implements SetSessionDescriptionObserver {
        @Override
        public void onSuccess() {
            result.complete(null);
        }

        @Override
        public void onFailure(String error) {
            result.completeExceptionally(new IllegalStateException(error));
        }
    }
}
