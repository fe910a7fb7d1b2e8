package io.trystero.webrtc;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** One end of a connection that carries tracks. */
final class MediaPeer extends TestPeer {

    private static final Duration FRAME = Duration.ofMillis(10);
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    private final Sinks.Many<RemoteTrack> tracks = Sinks.many().replay().all();

    MediaPeer(PeerConnectionFactory factory, Role role) {
        super(factory, role);
    }

    TrackSender add(MediaKind kind, String id) {
        return add(new TrackSpec(kind, id, "stream", TrackLimits.NONE));
    }

    TrackSender add(TrackSpec spec) {
        return Objects.requireNonNull(connection().addTrack(spec).block(PATIENCE));
    }

    /** Returns the track that has come as the first, second or later one; waits for it. */
    RemoteTrack track(int index) {
        return Objects.requireNonNull(tracks.asFlux().elementAt(index).block(PATIENCE));
    }

    void renegotiateWith(MediaPeer answerer) {
        renegotiateWith(answerer, UnaryOperator.identity());
    }

    /** Makes an offer and takes the answer to it, which is changed on its way. */
    void renegotiateWith(MediaPeer answerer, UnaryOperator<String> answered) {
        renegotiateWith(answerer, UnaryOperator.identity(), answered);
    }

    /** Makes an offer and takes the answer to it, both of which are changed on their way. */
    void renegotiateWith(MediaPeer answerer, UnaryOperator<String> offered, UnaryOperator<String> answered) {
        SessionDescription offer =
                Objects.requireNonNull(connection().createOffer(false).block(PATIENCE));
        SessionDescription answer = Objects.requireNonNull(answerer.connection()
                .createAnswer(SessionDescription.offer(offered.apply(offer.sdp())))
                .block(PATIENCE));
        connection()
                .acceptAnswer(SessionDescription.answer(answered.apply(answer.sdp())))
                .block(PATIENCE);
    }

    /** Pushes silence, or grey pictures, until it is disposed. */
    static Disposable play(MediaKind kind, TrackSender sender) {
        AudioFrame silence = AudioFrame.silence(48_000, 1, FRAME);
        byte[] grey = new byte[VideoFrame.size(WIDTH, HEIGHT)];
        Arrays.fill(grey, (byte) 128);
        VideoFrame picture = VideoFrame.of(WIDTH, HEIGHT, grey);
        return Flux.interval(FRAME).onBackpressureDrop().subscribe(tick -> {
            if (kind == MediaKind.AUDIO) {
                sender.push(silence);
            } else if (tick % 4 == 0) {
                sender.push(picture);
            }
        });
    }

    /** Returns what a track brings, for as long as it is subscribed to. */
    static Flux<Object> frames(RemoteTrack track) {
        return Flux.create(sink -> sink.onDispose(
                track.kind() == MediaKind.AUDIO ? track.onAudio(sink::next) : track.onVideo(sink::next)));
    }

    @Override
    public void onTrack(RemoteTrack track) {
        tracks.tryEmitNext(track).orThrow();
    }
}
