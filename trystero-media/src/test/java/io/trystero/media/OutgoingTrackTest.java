package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How tracks of ours ask for frames and send them, by the clock. */
class OutgoingTrackTest {

    private static final int RATE = 8_000;
    private static final int TEN_MILLIS = 80;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Recorder one = new Recorder();
    private final Recorder two = new Recorder();

    @Test
    void soundOfAnyLengthGoesOutInPiecesOfTenMillis() {
        OutgoingAudio track = OutgoingAudio.of(Flux.just(ramp(0, 100), ramp(100, 30), ramp(130, 110)));
        begin(track);

        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(one.samples()).containsExactly(ramp(0, 240).samples());
        assertThat(one.sounds).allSatisfy(piece -> assertThat(piece.length()).isEqualTo(TEN_MILLIS));
        assertThat(track.isEnded()).isTrue();
        StepVerifier.create(track.onEnd()).verifyComplete();
    }

    @Test
    void framesOfNothingWithoutEndHoldUpNobody() {
        AudioFrame nothing = AudioFrame.of(RATE, 1, new short[0]);
        begin(OutgoingAudio.of(
                Mono.just(ramp(1, TEN_MILLIS)).concatWith(Mono.just(nothing).repeat())));

        time.advanceTimeBy(Duration.ofMillis(300));

        assertThat(one.sounds.size()).isBetween(20, 21);
        assertThat(one.sounds.get(5).samples()).containsOnly(0);
    }

    @Test
    void theLastPieceIsFilledWithSilence() {
        begin(OutgoingAudio.of(Flux.just(ramp(1, 100))));

        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(one.sounds).hasSize(2);
        assertThat(one.sounds.get(1).samples()[19]).isEqualTo((short) 100);
        assertThat(one.sounds.get(1).samples()[20]).isZero();
    }

    @Test
    void demandIsThePaceHoweverManyItGoesTo() {
        AtomicLong asked = new AtomicLong();
        OutgoingAudio track = OutgoingAudio.of(Flux.<AudioFrame>generate(sink -> sink.next(ramp(0, TEN_MILLIS)))
                .doOnRequest(asked::addAndGet));
        track.local().attach("other", two);
        begin(track);

        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(one.sounds.size()).isBetween(1_000, 1_001);
        assertThat(two.sounds).hasSameSizeAs(one.sounds);
        assertThat(asked.get()).isEqualTo(one.sounds.size() + AudioClock.AHEAD);
    }

    @Test
    void whoHasNothingReadyForLongGivesSilenceAndMissesNothing() {
        TestPublisher<AudioFrame> slow = TestPublisher.create();
        begin(OutgoingAudio.of(slow));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(one.sounds).isEmpty(); // there is no format to be silent in
        slow.next(ramp(5, TEN_MILLIS));
        time.advanceTimeBy(Duration.ofMillis(10 + 10 * AudioClock.PATIENCE + 20));

        slow.next(ramp(900, TEN_MILLIS));
        time.advanceTimeBy(Duration.ofMillis(10));

        assertThat(one.sounds).hasSize(4);
        assertThat(one.sounds.get(0).samples()[0]).isEqualTo((short) 5);
        assertThat(one.sounds.get(1).samples()).containsOnly(0);
        assertThat(one.sounds.get(2).samples()).containsOnly(0);
        assertThat(one.sounds.get(3).samples()[0]).isEqualTo((short) 900);
    }

    @Test
    void whoIsLateForAMomentGivesNoSilenceBetweenNorWithinPieces() {
        TestPublisher<AudioFrame> late = TestPublisher.create();
        begin(OutgoingAudio.of(late));
        for (int from = 1; from <= 900; from += 90) {
            late.next(ramp(from, 90));
            time.advanceTimeBy(Duration.ofMillis(10 * AudioClock.PATIENCE));
        }

        assertThat(one.samples()).containsExactly(ramp(1, 880).samples());

        late.complete();
        time.advanceTimeBy(Duration.ofMillis(10));
        assertThat(one.samples()).startsWith(ramp(1, 900).samples()).hasSize(960);
    }

    @Test
    void aNewFormatBeginsANewPiece() {
        begin(OutgoingAudio.of(Flux.just(ramp(1, 100), AudioFrame.of(16_000, 2, new short[320]))));

        time.advanceTimeBy(Duration.ofMillis(100));

        assertThat(one.sounds).extracting(AudioFrame::sampleRate).containsExactly(RATE, RATE, 16_000);
        assertThat(one.sounds.get(1).samples()[20]).isZero();
        assertThat(one.sounds.get(2).channels()).isEqualTo(2);
    }

    @Test
    void picturesComeAtTheirRateAndTheLastAgainNowAndThen() {
        Sinks.Many<VideoFrame> pictures = Sinks.many().unicast().onBackpressureBuffer();
        begin(OutgoingVideo.of(pictures.asFlux(), 10, TrackLimits.NONE));
        time.advanceTimeBy(Duration.ofMillis(500));
        assertThat(one.pictures).isEmpty();

        for (int i = 0; i < 5; i++) {
            pictures.tryEmitNext(picture(i)).orThrow();
        }
        time.advanceTimeBy(Duration.ofMillis(500));
        assertThat(one.pictures)
                .hasSize(5)
                .extracting(frame -> frame.i420()[0])
                .containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4);

        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(one.pictures)
                .hasSize(15)
                .last()
                .satisfies(frame -> assertThat(frame.i420()[0]).isEqualTo((byte) 4));
    }

    @Test
    void aFailureEndsTheTrackOnceWhatCameBeforeWasSent() {
        OutgoingAudio track = OutgoingAudio.of(
                Flux.just(ramp(1, TEN_MILLIS)).concatWith(Mono.error(new IllegalStateException("unplugged"))));
        begin(track);

        time.advanceTimeBy(Duration.ofMillis(50));

        assertThat(one.sounds).hasSize(1);
        StepVerifier.create(track.onEnd()).verifyErrorMessage("unplugged");
    }

    @Test
    void stoppedItCancelsItsPublisherAndCantBeStartedAgain() {
        AtomicBoolean cancelled = new AtomicBoolean();
        OutgoingAudio track = OutgoingAudio.of(Flux.<AudioFrame>never().doOnCancel(() -> cancelled.set(true)));
        begin(track);

        track.stop();
        track.stop();

        assertThat(cancelled).isTrue();
        StepVerifier.create(track.onEnd()).verifyComplete();
        track.added();
        assertThat(one.sounds).isEmpty();
        assertThatThrownBy(track::checkNotEnded)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void itBeginsWithTheFirstWhoTakesItThoughOthersHaveNotYet() {
        OutgoingAudio track = OutgoingAudio.of(Flux.just(ramp(1, TEN_MILLIS)));
        track.prepare(time);
        track.local().attach("peer", one);

        time.advanceTimeBy(Duration.ofMillis(50));

        assertThat(one.sounds).hasSize(1);
    }

    @Test
    void anAddingThatFailsLeavesNoClockBehindUnlessSomebodyHasTheTrack() {
        AtomicLong subscriptions = new AtomicLong();
        AtomicLong cancellations = new AtomicLong();
        OutgoingAudio track = OutgoingAudio.of(Flux.<AudioFrame>never()
                .doOnSubscribe(s -> subscriptions.incrementAndGet())
                .doOnCancel(cancellations::incrementAndGet));
        track.prepare(time);
        track.notAdded();
        track.local().attach("peer", one);
        track.notAdded();
        assertThat(cancellations).hasValue(0);

        track.local().detach(one);
        track.notAdded();
        assertThat(cancellations).hasValue(1);
        assertThat(track.isEnded()).isFalse();

        track.added();
        track.notAdded(); // of another room
        assertThat(subscriptions).hasValue(2);
        assertThat(cancellations).hasValue(1);
    }

    @Test
    void itsPublisherIsSubscribedToOnce() {
        AtomicLong subscriptions = new AtomicLong();
        OutgoingAudio track =
                OutgoingAudio.of(Flux.<AudioFrame>never().doOnSubscribe(s -> subscriptions.incrementAndGet()));
        begin(track);
        track.added();

        assertThat(subscriptions).hasValue(1);
    }

    @Test
    void whatIsMeasuredIsToldForEachPeerWithTheRateSinceTheLastTime() {
        OutgoingAudio track = OutgoingAudio.of(Flux.never());
        begin(track);
        List<MediaStats> told = new ArrayList<>();
        track.stats(Duration.ofSeconds(1)).subscribe(told::add);

        one.bytes = 1_000;
        time.advanceTimeBy(Duration.ofSeconds(1));
        one.bytes = 5_000;
        time.advanceTimeBy(Duration.ofSeconds(1));
        track.local().attach("late", two);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(told)
                .extracting(stats -> stats.peer() + " " + stats.bitrate())
                .containsExactly("peer 8000", "peer 32000", "peer 0", "late 0");
    }

    @Test
    void theFirstRateIsOfTheTimeSinceItIsAskedForAndNoneIsNegative() {
        OutgoingAudio track = OutgoingAudio.of(Flux.never());
        begin(track);
        one.bytes = 7_000_000; // in the hours before
        List<MediaStats> told = new ArrayList<>();
        track.stats(Duration.ofSeconds(1)).subscribe(told::add);

        one.bytes += 1_000;
        time.advanceTimeBy(Duration.ofSeconds(1));
        one.bytes = 0;
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(told).extracting(MediaStats::bitrate).containsExactly(8_000L, 0L);
        assertThat(told.get(0).totals().bytes()).isEqualTo(7_001_000);
    }

    @Test
    void ratesOutOfBoundsAreRefused() {
        for (double rate : new double[] {0, -1, 121, Double.NaN}) {
            assertThatThrownBy(() -> OutgoingVideo.of(Flux.never(), rate, TrackLimits.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("framesPerSecond must be more than 0 and up to 120, but is " + rate);
        }
        assertThatThrownBy(() -> new OutgoingStream("id", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tracks");
    }

    private void begin(OutgoingTrack<?> track) {
        track.prepare(time);
        track.local().attach("peer", one);
        track.added();
    }

    private static AudioFrame ramp(int from, int length) {
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) (from + i);
        }
        return AudioFrame.of(RATE, 1, samples);
    }

    private static VideoFrame picture(int number) {
        byte[] i420 = new byte[VideoFrame.size(2, 2)];
        i420[0] = (byte) number;
        return VideoFrame.of(2, 2, i420);
    }

    private static final class Recorder implements TrackSender {

        private final List<AudioFrame> sounds = new ArrayList<>();
        private final List<VideoFrame> pictures = new ArrayList<>();
        private long bytes;

        short[] samples() {
            int length = sounds.stream().mapToInt(AudioFrame::length).sum();
            short[] all = new short[length];
            int at = 0;
            for (AudioFrame frame : sounds) {
                System.arraycopy(frame.samples(), 0, all, at, frame.length());
                at += frame.length();
            }
            return all;
        }

        @Override
        public void push(AudioFrame frame) {
            sounds.add(frame);
        }

        @Override
        public void push(VideoFrame frame) {
            pictures.add(frame);
        }

        @Override
        public Mono<TrackStats> stats() {
            return Mono.fromSupplier(() -> new TrackStats(0, bytes, 0, null, 0, 0, 0, null));
        }
    }
}
