package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import io.trystero.test.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A speaker whose device is slower or faster than our clock, by as much as is seen, for a minute: relayed and mixed. What is heard
 * is a tone without a break.
 */
class DriftTest {

    private static final int RATE = 48_000;
    private static final double HERTZ = 440;
    private static final int LOUD = 8_192;
    /** The most by which a sample of the tone differs from the one before, played 4 % faster, rounded. */
    private static final int STEEPEST = (int) (LOUD * 2 * Math.PI * HERTZ / RATE * 1.04) + 2;

    private static final int MINUTE = 60;

    private final SimulatedTime time = new SimulatedTime();
    private final Device device = new Device();
    private final RemoteAudio speaker = new RemoteAudio(new PeerId("speaker"), device, null, time);
    private final Listener listener = new Listener();

    @Test
    void aSlowSpeakersSoundIsRelayedWithoutABreakAndAtOnce() {
        relay();
        play(99.4, MINUTE);

        assertThat(waiting()).isLessThanOrEqualTo(1);
        assertThat(samples(listener.pieces.subList(0, device.pushed))).isEqualTo(device.samples());
    }

    @Test
    void aFastSpeakersSoundIsRelayedWithoutABreakAndSoonEnough() {
        relay();
        play(100.5, MINUTE);

        assertThat(waiting()).isLessThanOrEqualTo(AudioClock.AHEAD);
        assertThat(samples(listener.pieces.subList(0, device.pushed))).isEqualTo(device.samples());
    }

    @Test
    void whatWaitedWhileACoreWasBusyIsRelayedAtOnceAndKeepsNothingBehind() {
        relay();
        for (int i = 1; i < MediaHub.RELAY_WAITING; i++) {
            device.push();
        }
        play(100, 1);

        assertThat(waiting()).isLessThanOrEqualTo(AudioClock.AHEAD);
        assertThat(samples(listener.pieces.subList(0, device.pushed))).isEqualTo(device.samples());
    }

    @Test
    void aSlowSpeakerIsMixedWithoutABreak() {
        mix();
        play(99.4, MINUTE);

        assertThat(quiet()).isZero();
        assertThat(breaks()).isZero();
        assertThat(waiting()).isLessThanOrEqualTo(Speaker.CUSHION + 1);
    }

    @Test
    void aFastSpeakerIsMixedWithoutABreak() {
        mix();
        play(100.5, MINUTE);

        assertThat(quiet()).isZero();
        assertThat(breaks()).isZero();
        assertThat(waiting()).isLessThanOrEqualTo(Speaker.CUSHION + 2);
    }

    @Test
    void whatWaitedWhileACoreWasBusyIsMixedALittleFasterUntilItHasCaughtUp() {
        mix();
        for (int i = 1; i < Speaker.WAITING; i++) {
            device.push();
        }
        play(100, 15);

        assertThat(quiet()).isZero();
        assertThat(breaks()).isZero();
        assertThat(waiting()).isLessThanOrEqualTo(Speaker.CUSHION + 2);
    }

    @Test
    void whenASpeakerStallsTheMixFadesAndComesBack() {
        mix();
        play(100, 2);
        time.advanceBy(Duration.ofMillis(300));
        int silent = listener.pieces.size() - 10;
        play(100, 2);

        assertThat(listener.pieces.get(silent).samples()).containsOnly(0);
        assertThat(isLoud(listener.pieces.get(listener.pieces.size() - 1))).isTrue();
        assertThat(breaks()).isZero();
    }

    private void relay() {
        send(OutgoingAudio.of(MediaHub.toRelay(speaker)));
    }

    private void mix() {
        AudioMixer mixer = new AudioMixer(time);
        mixer.add(speaker);
        send(OutgoingAudio.live(mixer.without(new PeerId("listener"))));
    }

    private void send(OutgoingAudio track) {
        track.prepare(time);
        track.local().attach("listener", listener);
        time.run();
    }

    /** Lets the device push at a rate. */
    private void play(double rate, int seconds) {
        long period = (long) (1e9 / rate);
        for (int i = 0; i < rate * seconds; i++) {
            device.push();
            time.advanceBy(Duration.ofNanos(period));
        }
    }

    /** Returns how many pieces are heard once the device pushes no more: so much later is heard what it pushes. */
    private long waiting() {
        int heard = listener.pieces.size();
        time.advanceBy(Duration.ofSeconds(1));
        return listener.pieces.stream().skip(heard).filter(DriftTest::isLoud).count();
    }

    /** Returns how often one sample is further from the one before than in the tone. */
    private int breaks() {
        short[] heard = listener.samples();
        int breaks = 0;
        for (int i = 1; i < heard.length; i++) {
            if (Math.abs(heard[i] - heard[i - 1]) > STEEPEST) {
                breaks++;
            }
        }
        return breaks;
    }

    /** Returns how many pieces are not as loud as the tone, once that has begun. */
    private long quiet() {
        return listener.pieces.stream().skip(10).filter(piece -> !isLoud(piece)).count();
    }

    private static boolean isLoud(AudioFrame piece) {
        int most = 0;
        for (short sample : piece.samples()) {
            most = Math.max(most, Math.abs(sample));
        }
        return most > LOUD * 9 / 10;
    }

    private static short[] samples(List<AudioFrame> pieces) {
        short[] all = new short[pieces.size() * RATE / 100];
        int at = 0;
        for (AudioFrame piece : pieces) {
            System.arraycopy(piece.samples(), 0, all, at, piece.length());
            at += piece.length();
        }
        return all;
    }

    /** Pushes a tone. */
    private static final class Device implements RemoteTrack {

        private final List<Consumer<? super AudioFrame>> listeners = new ArrayList<>();
        private int pushed;

        void push() {
            AudioFrame piece = piece(pushed++);
            listeners.forEach(listener -> listener.accept(piece));
        }

        short[] samples() {
            return DriftTest.samples(
                    IntStream.range(0, pushed).mapToObj(Device::piece).toList());
        }

        private static AudioFrame piece(int number) {
            short[] samples = new short[RATE / 100];
            for (int i = 0; i < samples.length; i++) {
                double turns = (number * (long) samples.length + i) * HERTZ / RATE;
                samples[i] = (short) Math.round(LOUD * Math.sin(2 * Math.PI * turns));
            }
            return AudioFrame.of(RATE, 1, samples);
        }

        @Override
        public MediaKind kind() {
            return MediaKind.AUDIO;
        }

        @Override
        public String id() {
            return "track";
        }

        @Override
        public String streamId() {
            return "stream";
        }

        @Override
        public Disposable onAudio(Consumer<? super AudioFrame> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public Disposable onVideo(Consumer<? super VideoFrame> listener) {
            throw new IllegalStateException("sound");
        }

        @Override
        public boolean isEnded() {
            return false;
        }

        @Override
        public Mono<Void> onEnd() {
            return Mono.never();
        }

        @Override
        public Mono<TrackStats> stats() {
            return Mono.never();
        }
    }

    private static final class Listener implements TrackSender {

        private final List<AudioFrame> pieces = new ArrayList<>();

        short[] samples() {
            return DriftTest.samples(pieces);
        }

        @Override
        public void push(AudioFrame frame) {
            pieces.add(frame);
        }

        @Override
        public void push(VideoFrame frame) {
            throw new IllegalArgumentException("sound");
        }

        @Override
        public Mono<TrackStats> stats() {
            return Mono.never();
        }
    }
}
