package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpCodecCapability;
import dev.onvoid.webrtc.RTCRtpEncodingParameters;
import dev.onvoid.webrtc.RTCRtpSendParameters;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import java.util.ArrayList;
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

    /** Directions, of the last descriptions, in which we do not send. */
    private static final Set<RTCRtpTransceiverDirection> UNUSED =
            Set.of(RTCRtpTransceiverDirection.INACTIVE, RTCRtpTransceiverDirection.RECV_ONLY);

    private final PeerConnectionFactory factory;
    private final Supplier<SendCodecs> codecs;
    private final RTCPeerConnection connection;
    private final NativeWorker worker;
    private final Function<Object, Mono<TrackStats>> stats;
    private final Set<RtcTrackSender> senders = new LinkedHashSet<>();
    private final List<Idle> idle = new ArrayList<>();

    /** What has sent a track that was taken back. */
    private record Idle(MediaKind kind, NativeReference<RTCRtpSender> sender) {}

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
     * @throws IllegalStateException if native code refuses something else of it; nothing of the track but its section is left then
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
        NativeReference<RTCRtpSender> reused = reuse(spec, track);
        NativeReference<RTCRtpSender> sender = reused != null ? reused : fresh(spec, track);
        RtcTrackSender made = new RtcTrackSender(spec, worker, stats::apply, sender, track, audio, video);
        senders.add(made);
        try {
            if (!ordered.isEmpty() || reused != null) {
                transceiverOf(spec.id()).setCodecPreferences(ordered);
            }
            limit(sender.object(), spec.limits(), reused != null);
        } catch (RuntimeException | Error e) { // the library throws plain errors, too
            remove(made);
            throw new IllegalStateException(
                    spec.limits() + " were refused for track " + spec.id() + ": " + e.getMessage(), e);
        }
        return made;
    }

    /**
     * Sends a track by what sent another of ours that was taken back, if there is any. The library never does so by itself: each track
     * would leave a section in all descriptions to come, and a thread. The other side must have heard that the other one is gone,
     * or it would take this one for that.
     *
     * <p>A section that nobody uses any more is not stopped instead, as the other side may be about to send by it.
     */
    private @Nullable NativeReference<RTCRtpSender> reuse(TrackSpec spec, MediaStreamTrack track) {
        if (idle.stream().noneMatch(known -> known.kind() == spec.kind())) {
            return null;
        }
        for (RTCRtpTransceiver transceiver : connection.getTransceivers()) {
            Idle found = transceiver.stopped() ? null : idle(spec.kind(), transceiver.getSender());
            if (found != null && isUnused(transceiver)) {
                found.sender().object().replaceTrack(track);
                transceiver.setDirection(RTCRtpTransceiverDirection.SEND_RECV);
                idle.remove(found);
                return found.sender();
            }
        }
        return null;
    }

    /** Sends a track by what the library chooses, which may be what it gave out for another that was never described. */
    private NativeReference<RTCRtpSender> fresh(TrackSpec spec, MediaStreamTrack track) {
        RTCRtpSender sender = connection.addTrack(track, List.of(spec.streamId()));
        idle.removeIf(known -> {
            boolean isSame = known.sender().isTo(sender);
            if (isSame) {
                known.sender().release();
            }
            return isSame;
        });
        return new NativeReference<>(sender);
    }

    private static boolean isUnused(RTCRtpTransceiver transceiver) {
        RTCRtpTransceiverDirection now = transceiver.getCurrentDirection();
        return now != null && UNUSED.contains(now);
    }

    private @Nullable Idle idle(MediaKind kind, RTCRtpSender sender) {
        return idle.stream()
                .filter(known -> known.kind() == kind && known.sender().isTo(sender))
                .findFirst()
                .orElse(null);
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

    /** @param anew whether there may be limits of another track */
    private static void limit(RTCRtpSender sender, TrackLimits limits, boolean anew) {
        if (!anew && limits.maxBitrate() == 0 && limits.maxFramerate() == 0 && limits.scaleDownBy() == 1) {
            return;
        }
        RTCRtpSendParameters parameters = sender.getParameters();
        for (RTCRtpEncodingParameters encoding : parameters.encodings) {
            encoding.maxBitrate = limits.maxBitrate() > 0 ? limits.maxBitrate() : null;
            encoding.maxFramerate = limits.maxFramerate() > 0 ? limits.maxFramerate() : null;
            encoding.scaleResolutionDownBy = limits.scaleDownBy() > 1 ? limits.scaleDownBy() : null;
        }
        sender.setParameters(parameters);
    }

    /** @throws IllegalStateException if it was taken back already */
    void remove(TrackSender sender) {
        if (!(sender instanceof RtcTrackSender mine) || !senders.remove(mine)) {
            throw new IllegalStateException("this track is not sent over this connection, or no longer");
        }
        try {
            connection.removeTrack(mine.sender().object());
        } finally {
            mine.release();
            idle.add(new Idle(mine.spec().kind(), mine.sender()));
        }
    }

    /**
     * Names the streams of what is sent, before they are described: a description that is applied names them as it did when it was
     * made, which may be before a section was used again.
     */
    void nameStreams() {
        senders.forEach(sender ->
                sender.sender().object().setStreams(List.of(sender.spec().streamId())));
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
        arrived.values().removeIf(track -> {
            track.release();
            return true;
        });
    }

    /** Lets go of what is native; after the connection was closed. */
    void release() {
        quiet(); // one may have come while the connection closed
        for (RtcTrackSender sender : senders) {
            sender.release();
            sender.sender().release();
        }
        senders.clear();
        idle.forEach(known -> known.sender().release());
        idle.clear();
    }
}
