package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sound and pictures between two connections of this process. */
class MediaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int RATE = 48_000;

    private final PeerConnectionFactory here = WebRtcTransport.withMedia().open();
    private final PeerConnectionFactory there = WebRtcTransport.withMedia().open();
    private MediaPeer one;
    private MediaPeer two;

    @BeforeEach
    void connect() {
        one = new MediaPeer(here, Role.OFFERER);
        two = new MediaPeer(there, Role.ANSWERER);
        one.connectTo(two);
    }

    @AfterEach
    void close() {
        here.dispose();
        there.dispose();
        Mono.when(here.onDispose(), there.onDispose()).block(PATIENCE);
    }

    @Test
    void aToneIsHeardInBothDirectionsUnderTheIdsOfItsSender() {
        TrackSender low = one.add(new TrackSpec(MediaKind.AUDIO, "low", "first", TrackLimits.NONE));
        TrackSender high = two.add(new TrackSpec(MediaKind.AUDIO, "high", "second", TrackLimits.NONE));
        one.renegotiateWith(two);
        RemoteTrack atTwo = two.track(0);
        RemoteTrack atOne = one.track(0);
        assertThat(atTwo.id()).isEqualTo("low");
        assertThat(atTwo.streamId()).isEqualTo("first");
        assertThat(atOne.id()).isEqualTo("high");
        assertThat(atOne.streamId()).isEqualTo("second");

        Disposable playing = Flux.interval(Duration.ofMillis(10))
                .onBackpressureDrop()
                .subscribe(tick -> {
                    low.push(tone(440, tick, RATE, 1));
                    high.push(tone(880, tick, RATE, 1));
                });
        try {
            assertThat(pitch(atTwo)).isBetween(430.0, 450.0);
            assertThat(pitch(atOne)).isBetween(870.0, 890.0);
        } finally {
            playing.dispose();
        }
    }

    @ParameterizedTest
    @CsvSource({"8000, 1", "16000, 1", "44100, 1", "48000, 2"})
    void aToneIsHeardAtItsPitchWhateverTheRateThatItIsSentAt(int rate, int channels) {
        TrackSender sender = one.add(MediaKind.AUDIO, "tone");
        one.renegotiateWith(two);
        RemoteTrack arriving = two.track(0);
        Disposable playing = Flux.interval(Duration.ofMillis(10))
                .onBackpressureDrop()
                .subscribe(tick -> sender.push(tone(440, tick, rate, channels)));
        try {
            assertThat(pitch(arriving)).isBetween(430.0, 450.0);
        } finally {
            playing.dispose();
        }
    }

    @ParameterizedTest
    @CsvSource({"AUDIO, inactive", "AUDIO, sendonly", "VIDEO, inactive", "VIDEO, sendonly"})
    void aTrackEndsWhoseSectionTheAnswerToUsRejects(MediaKind kind, String direction) {
        one.add(kind, "track");
        one.renegotiateWith(two);
        RemoteTrack arriving = two.track(0);

        two.renegotiateWith(one, answer -> OddMedia.rejected(answer, direction));

        arriving.onEnd().block(PATIENCE);
        assertThat(arriving.isEnded()).isTrue();
    }

    @Test
    void picturesArrive() {
        TrackSender sender = one.add(new TrackSpec(MediaKind.VIDEO, "pictures", "stream", TrackLimits.NONE));
        one.renegotiateWith(two);
        RemoteTrack arriving = two.track(0);
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

    /** One piece of a tone: the second channel, if there is one, is silent. */
    private static AudioFrame tone(int hertz, long tick, int rate, int channels) {
        int length = rate / 100;
        short[] samples = new short[length * channels];
        for (int i = 0; i < length; i++) {
            samples[i * channels] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * (tick * length + i) / rate));
        }
        return AudioFrame.of(rate, channels, samples);
    }

    private static VideoFrame grey(int width, int height, int brightness) {
        byte[] bytes = new byte[VideoFrame.size(width, height)];
        Arrays.fill(bytes, (byte) 128);
        Arrays.fill(bytes, 0, width * height, (byte) brightness);
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
}
