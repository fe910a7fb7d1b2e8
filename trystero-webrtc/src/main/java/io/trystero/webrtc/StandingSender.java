package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections of a factory, joined to each other, one of which sends sound that never comes: the library stops its audio
 * device with the last sender, and with the device all sinks. On the worker, but for what comes on the callback thread.
 */
final class StandingSender {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.media");

    private final Executor worker;
    private final Side sending;
    private final Side receiving;
    private final CustomAudioSource source = new CustomAudioSource();
    private final NativeReference<AudioTrack> track;
    private final NativeReference<RTCRtpSender> sender;
    private boolean over;

    StandingSender(PeerConnectionFactory factory, Executor worker) {
        this.worker = worker;
        sending = new Side(factory);
        receiving = new Side(factory);
        sending.other = receiving;
        receiving.other = sending;
        AudioTrack made = factory.createAudioTrack("standing", source);
        track = new NativeReference<>(made);
        sender = new NativeReference<>(sending.connection.object().addTrack(made, List.of("standing")));
        sending.negotiation
                .offer(false)
                .thenComposeAsync(offer -> receiving.negotiation.answer(offer), worker)
                .thenComposeAsync(answer -> sending.negotiation.accept(answer), worker)
                .whenCompleteAsync((done, error) -> described(error), worker);
    }

    private void described(@Nullable Throwable error) {
        if (error != null && !over) {
            log.warn("sound may stop when the last sender goes: {}", error.toString());
        } else if (error == null && !over) {
            sending.describe();
            receiving.describe();
        }
    }

    /** Ends both, before the factory goes. */
    void dispose() {
        over = true;
        sending.connection.object().close();
        receiving.connection.object().close();
        sender.release();
        track.release();
        source.dispose();
        sending.connection.release();
        receiving.connection.release();
    }

    private final class Side implements PeerConnectionObserver {

        private final NativeReference<RTCPeerConnection> connection;
        private final Negotiation negotiation;
        private final List<RTCIceCandidate> candidates = new ArrayList<>();
        private @Nullable Side other;
        private boolean described;

        Side(PeerConnectionFactory factory) {
            RTCPeerConnection made = factory.createPeerConnection(new RTCConfiguration(), this);
            connection = new NativeReference<>(made);
            negotiation = new Negotiation(made, worker);
        }

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            Side target = other;
            try {
                if (target != null) {
                    worker.execute(() -> target.take(candidate));
                }
            } catch (Throwable e) {
                log.debug("a candidate came too late: {}", e.toString()); // what leaves a callback aborts the JVM
            }
        }

        private void take(RTCIceCandidate candidate) {
            if (!described) {
                candidates.add(candidate);
            } else if (!over) {
                connection.object().addIceCandidate(candidate);
            }
        }

        private void describe() {
            described = true;
            candidates.forEach(this::take);
            candidates.clear();
        }
    }
}
