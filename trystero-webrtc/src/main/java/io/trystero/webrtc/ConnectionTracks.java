package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpCodecCapability;
import dev.onvoid.webrtc.RTCRtpEncodingParameters;
import dev.onvoid.webrtc.RTCRtpSendParameters;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The tracks of one native connection. On the worker, but for what comes on the callback thread. */
final class ConnectionTracks {

    private final PeerConnectionFactory factory;
    private final Supplier<SendCodecs> codecs;
    private final RTCPeerConnection connection;
    private final NativeWorker worker;
    private final Function<Object, Mono<TrackStats>> stats;
    private final Set<RtcTrackSender> senders = new LinkedHashSet<>();
    /** By the native track's id, which stays when the transceiver is used again. */
    private final Map<String, RtcRemoteTrack> arrived = new ConcurrentHashMap<>();

    ConnectionTracks(
            PeerConnectionFactory factory,
            Supplier<SendCodecs> codecs,
            RTCPeerConnection connection,
            NativeWorker worker,
            Function<Object, Mono<TrackStats>> stats) {
        this.factory = factory;
        this.codecs = codecs;
        this.connection = connection;
        this.worker = worker;
        this.stats = stats;
    }

    /**
     * Sends a track.
     *
     * @throws IllegalArgumentException if it prefers an unknown codec
     * @throws IllegalStateException if native code refuses something else of it; nothing of the track is left then
     */
    TrackSender add(TrackSpec spec) {
        List<String> preferred = spec.limits().codecs();
        List<RTCRtpCodecCapability> ordered =
                preferred.isEmpty() ? List.of() : codecs.get().ordered(spec.kind(), preferred);
        boolean sound = spec.kind() == MediaKind.AUDIO;
        CustomAudioSource audio = sound ? new CustomAudioSource() : null;
        CustomVideoSource video = sound ? null : new CustomVideoSource();
        MediaStreamTrack track =
                audio != null ? factory.createAudioTrack(spec.id(), audio) : factory.createVideoTrack(spec.id(), video);
        RTCRtpSender sender = connection.addTrack(track, List.of(spec.streamId()));
        RtcTrackSender made = new RtcTrackSender(spec, worker, stats::apply, sender, track, audio, video);
        senders.add(made);
        try {
            if (!ordered.isEmpty()) {
                transceiverOf(spec.id()).setCodecPreferences(ordered);
            }
            limit(sender, spec.limits());
        } catch (RuntimeException | Error e) { // the library throws plain errors, too
            remove(made);
            throw new IllegalStateException(
                    spec.limits() + " were refused for track " + spec.id() + ": " + e.getMessage(), e);
        }
        return made;
    }

    private RTCRtpTransceiver transceiverOf(String trackId) {
        for (RTCRtpTransceiver transceiver : connection.getTransceivers()) {
            MediaStreamTrack sent = transceiver.getSender().getTrack();
            if (sent != null && sent.getId().equals(trackId)) {
                return transceiver;
            }
        }
        throw new IllegalStateException("track " + trackId + " was not added");
    }

    private static void limit(RTCRtpSender sender, TrackLimits limits) {
        if (limits.maxBitrate() == 0 && limits.maxFramerate() == 0 && limits.scaleDownBy() == 1) {
            return;
        }
        RTCRtpSendParameters parameters = sender.getParameters();
        for (RTCRtpEncodingParameters encoding : parameters.encodings) {
            if (limits.maxBitrate() > 0) {
                encoding.maxBitrate = limits.maxBitrate();
            }
            if (limits.maxFramerate() > 0) {
                encoding.maxFramerate = limits.maxFramerate();
            }
            if (limits.scaleDownBy() > 1) {
                encoding.scaleResolutionDownBy = limits.scaleDownBy();
            }
        }
        sender.setParameters(parameters);
    }

    /** @throws IllegalStateException if it was taken back already */
    void remove(TrackSender sender) {
        if (!(sender instanceof RtcTrackSender mine) || !senders.remove(mine)) {
            throw new IllegalStateException("this track is not sent over this connection, or no longer");
        }
        connection.removeTrack(mine.sender());
        mine.release();
    }

    /** A description is being applied: frames wait, as the native list of sinks may change on another thread. */
    void hold() {
        senders.forEach(RtcTrackSender::hold);
    }

    void resume() {
        senders.forEach(RtcTrackSender::resume);
    }

    /** Ends the tracks that a description has stopped. After each; worker only. */
    void endStopped() {
        arrived.values().removeIf(track -> {
            boolean stopped = track.isStopped();
            if (stopped) {
                track.release();
            }
            return stopped;
        });
    }

    /** Notes a track that has come; on the callback thread. */
    RtcRemoteTrack arrived(RTCRtpTransceiver transceiver, String remoteSdp) {
        MediaStreamTrack track = transceiver.getReceiver().getTrack();
        String nativeId = track.getId();
        Msid msid = Msid.of(remoteSdp, transceiver.getMid());
        RtcRemoteTrack remote = new RtcRemoteTrack(
                track.getKind().equals(MediaStreamTrack.AUDIO_TRACK_KIND) ? MediaKind.AUDIO : MediaKind.VIDEO,
                msid.trackId() == null ? nativeId : msid.trackId(),
                msid.streamId(),
                nativeId,
                NativeReference.retain(track),
                worker,
                stats::apply);
        RtcRemoteTrack before = arrived.put(nativeId, remote);
        if (before != null) {
            before.ended();
        }
        return remote;
    }

    /** The other side has taken a track back; on the callback thread. */
    void ended(@Nullable MediaStreamTrack track) {
        RtcRemoteTrack remote = track == null ? null : arrived.remove(track.getId());
        if (remote != null) {
            remote.ended();
        }
    }

    /** Lets nothing native call any more, and lets go of what has come; before the connection is closed. */
    void quiet() {
        arrived.values().forEach(RtcRemoteTrack::release);
        arrived.clear();
    }

    /** Lets go of what is native; after the connection was closed. */
    void release() {
        quiet(); // one may have come while the connection closed
        senders.forEach(RtcTrackSender::release);
        senders.clear();
    }
}
