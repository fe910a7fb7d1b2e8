package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.VideoFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Sound and pictures between two connections of this process. */
class MediaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int RATE = 48_000;
    private static final int TEN_MILLIS = RATE / 100;

    private final PeerConnectionFactory here = WebRtcTransport.withMedia().open();
    private final PeerConnectionFactory there = WebRtcTransport.withMedia().open();
    private Side one;
    private Side two;

    @BeforeEach
    void connect() {
        one = new Side(here, Role.OFFERER);
        two = new Side(there, Role.ANSWERER);
        negotiate(one, two);
        one.trickleTo(two);
        two.trickleTo(one);
        one.open.asMono().block(PATIENCE);
        two.open.asMono().block(PATIENCE);
    }

    @AfterEach
    void close() {
        here.dispose();
        there.dispose();
        Mono.when(here.onDispose(), there.onDispose()).block(PATIENCE);
    }

    @Test
    void aToneIsHeardInBothDirectionsUnderTheIdsOfItsSender() {
        TrackSender low = add(one, new TrackSpec(MediaKind.AUDIO, "low", "first", TrackLimits.NONE));
        TrackSender high = add(two, new TrackSpec(MediaKind.AUDIO, "high", "second", TrackLimits.NONE));
        negotiate(one, two);
        RemoteTrack atTwo = track(two);
        RemoteTrack atOne = track(one);
        assertThat(atTwo.id()).isEqualTo("low");
        assertThat(atTwo.streamId()).isEqualTo("first");
        assertThat(atOne.id()).isEqualTo("high");
        assertThat(atOne.streamId()).isEqualTo("second");

        Disposable playing = Flux.interval(Duration.ofMillis(10))
                .onBackpressureDrop()
                .subscribe(tick -> {
                    low.push(tone(440, tick));
                    high.push(tone(880, tick));
                });
        try {
            assertThat(pitch(atTwo)).isBetween(430.0, 450.0);
            assertThat(pitch(atOne)).isBetween(870.0, 890.0);
        } finally {
            playing.dispose();
        }
    }

    @Test
    void picturesArrive() {
        TrackSender sender = add(one, new TrackSpec(MediaKind.VIDEO, "pictures", "stream", TrackLimits.NONE));
        negotiate(one, two);
        RemoteTrack arriving = track(two);
        Disposable playing = Flux.interval(Duration.ofMillis(33))
                .onBackpressureDrop()
                .subscribe(tick -> sender.push(grey(320, 240, 200)));
        try {
            VideoFrame frame = Flux.<VideoFrame>create(sink -> sink.onDispose(arriving.onVideo(sink::next)))
                    .filter(picture -> picture.width() == 320)
                    .blockFirst(PATIENCE);
            assertThat(Objects.requireNonNull(frame).i420()[320 * 120 + 160] & 0xff)
                    .isBetween(190, 210);
        } finally {
            playing.dispose();
        }
    }

    private static AudioFrame tone(int hertz, long tick) {
        short[] samples = new short[TEN_MILLIS];
        for (int i = 0; i < TEN_MILLIS; i++) {
            samples[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * (tick * TEN_MILLIS + i) / RATE));
        }
        return AudioFrame.of(RATE, 1, samples);
    }

    private static VideoFrame grey(int width, int height, int brightness) {
        byte[] bytes = new byte[VideoFrame.size(width, height)];
        java.util.Arrays.fill(bytes, (byte) 128);
        java.util.Arrays.fill(bytes, 0, width * height, (byte) brightness);
        return VideoFrame.of(width, height, bytes);
    }

    /** Listens until half a second sounds loud enough, and counts how often it goes up through zero. */
    private static double pitch(RemoteTrack track) {
        List<AudioFrame> heard = Flux.<AudioFrame>create(sink -> sink.onDispose(track.onAudio(sink::next)))
                .filter(frame -> loudness(frame) > 2_000)
                .skip(50)
                .take(50)
                .collectList()
                .block(PATIENCE);
        int rises = 0;
        int samples = 0;
        short before = 0;
        for (AudioFrame frame : Objects.requireNonNull(heard)) {
            for (int i = 0; i < frame.samples().length; i += frame.channels()) {
                short now = frame.samples()[i];
                rises += before < 0 && now >= 0 ? 1 : 0;
                before = now;
                samples++;
            }
        }
        return (double) rises * heard.get(0).sampleRate() / samples;
    }

    private static int loudness(AudioFrame frame) {
        int loudest = 0;
        for (short sample : frame.samples()) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        return loudest;
    }

    private static RemoteTrack track(Side side) {
        return Objects.requireNonNull(side.tracks.asFlux().blockFirst(PATIENCE));
    }

    private static TrackSender add(Side side, TrackSpec spec) {
        return Objects.requireNonNull(side.connection.addTrack(spec).block(PATIENCE));
    }

    private static void negotiate(Side offering, Side answering) {
        SessionDescription offer =
                Objects.requireNonNull(offering.connection.createOffer(false).block(PATIENCE));
        SessionDescription answer =
                Objects.requireNonNull(answering.connection.createAnswer(offer).block(PATIENCE));
        offering.connection.acceptAnswer(answer).block(PATIENCE);
    }

    private static final class Side implements PeerConnectionListener {

        private final Sinks.One<DataChannel> open = Sinks.one();
        private final Sinks.Many<RemoteTrack> tracks = Sinks.many().replay().all();
        private final Sinks.Many<IceCandidate> candidates =
                Sinks.many().replay().all();
        private final PeerConnection connection;

        Side(PeerConnectionFactory factory, Role role) {
            connection = factory.connect(new PeerConnectionConfig(role, List.of(), IceTransportPolicy.ALL), this);
        }

        void trickleTo(Side other) {
            candidates.asFlux().concatMap(other.connection::addCandidate).subscribe();
        }

        @Override
        public void onCandidate(IceCandidate candidate) {
            candidates.tryEmitNext(candidate);
        }

        @Override
        public void onTrack(RemoteTrack track) {
            tracks.tryEmitNext(track);
        }

        @Override
        public void onGatheringComplete() {}

        @Override
        public void onStateChange(PeerConnectionState state) {}

        @Override
        public void onOpen(DataChannel channel) {
            open.tryEmitValue(channel);
        }

        @Override
        public void onMessage(ByteBuffer message) {}

        @Override
        public void onSent(long bytes) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onClosed() {}
    }
}
