package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** Tracks over simulated connections behave as over real ones. */
class SimulatedMediaTest {

    private static final int RATE = 48_000;
    private static final TrackSpec VOICE = new TrackSpec(MediaKind.AUDIO, "voice", "desk", TrackLimits.NONE);
    private static final TrackSpec SCREEN = new TrackSpec(MediaKind.VIDEO, "screen", "desk", TrackLimits.NONE);

    private final SimulatedTime time = new SimulatedTime();
    private SimulatedNetwork network = SimulatedNetwork.create(7, time);
    private Endpoint offerer;
    private Endpoint answerer;

    @BeforeEach
    void connect() {
        offerer = new Endpoint(network.host("offerer"), time, Role.OFFERER);
        answerer = new Endpoint(network.host("answerer"), time, Role.ANSWERER);
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(Duration.ofSeconds(1));
        assertThat(offerer.isOpen() && answerer.isOpen()).isTrue();
    }

    @Test
    void anOfferBringsItsTracksAndTheAnswerThoseOfTheOtherSide() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        TrackSender screen = get(answerer.connection.addTrack(SCREEN));
        SessionDescription offer = get(offerer.connection.createOffer(false));
        assertThat(offer.sdp()).contains("m=audio", "a=msid:desk voice", "a=rtpmap:111 opus");
        assertThat(answerer.tracks).isEmpty();
        SessionDescription answer = get(answerer.connection.createAnswer(offer));
        assertThat(answer.sdp()).contains("m=video", "a=msid:desk screen", "a=rtpmap:96 VP8");
        assertThat(offerer.tracks).isEmpty();
        run(offerer.connection.acceptAnswer(answer));

        assertThat(answerer.tracks).extracting(RemoteTrack::id).containsExactly("voice");
        assertThat(offerer.tracks).extracting(RemoteTrack::id).containsExactly("screen");
        assertThat(heard(answerer, voice, 1, 2)).containsExactly(1, 2);
        List<Integer> widths = new ArrayList<>();
        offerer.tracks.get(0).onVideo(frame -> widths.add(frame.width()));
        screen.push(picture(4));
        time.advanceBy(Duration.ofMillis(100));
        assertThat(widths).containsExactly(4);
    }

    @Test
    void whatIsPushedBeforeTheAnswerGoesNowhere() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        voice.push(sound(1));
        SessionDescription offer = get(offerer.connection.createOffer(false));
        voice.push(sound(2));
        SessionDescription answer = get(answerer.connection.createAnswer(offer));
        List<Integer> heard = new ArrayList<>();
        answerer.tracks.get(0).onAudio(frame -> heard.add((int) frame.samples()[0]));
        voice.push(sound(3));
        time.advanceBy(Duration.ofSeconds(1));
        run(offerer.connection.acceptAnswer(answer));
        voice.push(sound(4));
        time.advanceBy(Duration.ofSeconds(1));

        assertThat(heard).containsExactly(4);
        assertThat(get(voice.stats()).packets()).isEqualTo(1);
    }

    @Test
    void aTrackThatIsAddedWhileAnOfferIsPendingWaitsForTheNext() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        SessionDescription offer = get(offerer.connection.createOffer(false));
        TrackSender screen = get(offerer.connection.addTrack(SCREEN));
        run(offerer.connection.acceptAnswer(get(answerer.connection.createAnswer(offer))));
        assertThat(answerer.tracks).extracting(RemoteTrack::id).containsExactly("voice");
        screen.push(picture(4));
        time.advanceBy(Duration.ofSeconds(1));
        assertThat(get(screen.stats()).packets()).isZero();

        negotiate(offerer, answerer);
        assertThat(answerer.tracks).extracting(RemoteTrack::id).containsExactly("voice", "screen");
        assertThat(heard(answerer, voice, 1)).containsExactly(1);
    }

    @Test
    void theTracksOfAnOfferThatIsRolledBackAreOfferedAgain() {
        TrackSender voice = get(answerer.connection.addTrack(VOICE));
        get(answerer.connection.createOffer(false));
        get(offerer.connection.addTrack(SCREEN));
        negotiate(offerer, answerer);
        assertThat(answerer.tracks).hasSize(1);
        // the answer that took the place of the offer has the track
        assertThat(offerer.tracks).hasSize(1);

        assertThat(heard(offerer, voice, 1)).containsExactly(1);
        negotiate(answerer, offerer);
        assertThat(offerer.tracks).as("once only").hasSize(1);
        assertThat(heard(offerer, voice, 2)).containsExactly(2);
    }

    @Test
    void aTrackThatIsTakenBackEndsWithTheNextDescriptionAndMayComeAgain() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        negotiate(offerer, answerer);
        RemoteTrack track = answerer.tracks.get(0);
        TestSubscriber<Void> end = TestSubscriber.create();
        track.onEnd().subscribe(end);
        run(offerer.connection.removeTrack(voice));
        assertThat(heard(answerer, voice, 1)).isEmpty();
        assertThat(track.isEnded()).isFalse();
        SessionDescription offer = get(offerer.connection.createOffer(false));
        assertThat(offer.sdp()).contains("a=rtpmap").doesNotContain("a=msid");
        run(offerer.connection.acceptAnswer(get(answerer.connection.createAnswer(offer))));

        assertThat(track.isEnded()).isTrue();
        assertThat(end.isTerminatedComplete()).isTrue();
        assertThat(failure(offerer.connection.removeTrack(voice))).isInstanceOf(IllegalStateException.class);
        TrackSender again = get(offerer.connection.addTrack(VOICE));
        negotiate(offerer, answerer);
        assertThat(answerer.tracks).hasSize(2);
        assertThat(heard(answerer, again, 2)).containsExactly(2);
    }

    @Test
    void anAnswerThatLacksASectionOfTheOfferIsRefused() {
        SessionDescription before = get(offerer.connection.createOffer(false));
        SessionDescription late = get(answerer.connection.createAnswer(before));
        get(offerer.connection.addTrack(VOICE));
        SessionDescription offer = get(offerer.connection.createOffer(false));
        assertThat(failure(offerer.connection.acceptAnswer(late))).isInstanceOf(IllegalStateException.class);

        run(offerer.connection.acceptAnswer(get(answerer.connection.createAnswer(offer))));
        assertThat(answerer.tracks).hasSize(1);
    }

    @Test
    void framesKeepTheirOrderAndThoseWithoutAPathAreLostAndCounted() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        negotiate(offerer, answerer);
        int[] many = new int[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = i;
        }
        assertThat(heard(answerer, voice, many))
                .containsExactly(Arrays.stream(many).boxed().toArray(Integer[]::new));

        Disposable partition = network.partition(List.of(network.host("offerer")), List.of(network.host("answerer")));
        assertThat(heard(answerer, voice, 1, 2, 3)).isEmpty();
        partition.dispose();
        time.advanceBy(Duration.ofSeconds(2));
        assertThat(heard(answerer, voice, 4)).containsExactly(4);

        TrackStats sent = get(voice.stats());
        TrackStats received = get(answerer.tracks.get(0).stats());
        assertThat(sent.packets()).isEqualTo(204);
        assertThat(sent.packetsLost()).isEqualTo(3);
        assertThat(received.packets()).isEqualTo(201);
        assertThat(received.packetsLost()).isEqualTo(3);
        assertThat(received.bytes()).isEqualTo(201 * 960);
        assertThat(received.codec()).isEqualTo("opus");
    }

    @Test
    void picturesAreCountedWithTheirSize() {
        TrackSender screen = get(offerer.connection.addTrack(
                new TrackSpec(MediaKind.VIDEO, "screen", "desk", TrackLimits.NONE.withCodecs("av1", "VP9"))));
        negotiate(offerer, answerer);
        screen.push(picture(64));
        screen.push(picture(32));
        time.advanceBy(Duration.ofSeconds(1));

        TrackStats received = get(answerer.tracks.get(0).stats());
        assertThat(received.frames()).isEqualTo(2);
        assertThat(received.width()).isEqualTo(32);
        assertThat(received.height()).isEqualTo(2);
        assertThat(received.codec()).isEqualTo("AV1");
        assertThat(get(screen.stats()))
                .extracting(TrackStats::frames, TrackStats::bytes, TrackStats::width)
                .containsExactly(2L, received.bytes(), 32);
    }

    @Test
    void framesThatDoNotFitAreRefused() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        TrackSender screen = get(offerer.connection.addTrack(SCREEN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voice.push(AudioFrame.silence(RATE, 1, Duration.ofMillis(20))))
                .withMessageContaining("10 ms");
        assertThatIllegalArgumentException().isThrownBy(() -> voice.push(picture(4)));
        assertThatIllegalArgumentException().isThrownBy(() -> screen.push(sound(1)));
        negotiate(offerer, answerer);
        assertThatIllegalStateException()
                .isThrownBy(() -> answerer.tracks.get(0).onVideo(frame -> {}));
    }

    @Test
    void codecsOfTheOtherKindAreUnknown() {
        TrackLimits limits = TrackLimits.NONE.withCodecs("VP8");
        assertThat(failure(offerer.connection.addTrack(new TrackSpec(MediaKind.AUDIO, "voice", "desk", limits))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("codec VP8 is unknown; there are opus");
    }

    @Test
    void aListenerThatThrowsHoldsUpNoOther() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        negotiate(offerer, answerer);
        answerer.tracks.get(0).onAudio(frame -> {
            throw new IllegalStateException("no ears");
        });
        assertThat(heard(answerer, voice, 1)).containsExactly(1);
    }

    @Test
    void allTracksEndWithTheConnectionAndNothingIsMeasuredAnyMore() {
        TrackSender voice = get(offerer.connection.addTrack(VOICE));
        negotiate(offerer, answerer);
        RemoteTrack track = answerer.tracks.get(0);
        offerer.connection.close();
        time.advanceBy(Duration.ofSeconds(1));

        assertThat(track.isEnded()).isTrue();
        assertThat(answerer.events).contains("closed");
        assertThat(failure(voice.stats())).isInstanceOf(IllegalStateException.class);
        assertThat(failure(track.stats())).isInstanceOf(IllegalStateException.class);
        voice.push(sound(1));
        time.advanceBy(Duration.ofSeconds(1));
    }

    @Test
    void aNetworkForDataAloneHasNoTracks() {
        network = SimulatedNetwork.builder(7)
                .scheduler(time)
                .webRtc(WebRtcQuality.good().withMedia(false))
                .build();
        Endpoint plain = new Endpoint(network.host("plain"), time, Role.OFFERER);
        assertThat(network.host("plain").transport().capabilities().media()).isFalse();
        assertThat(failure(plain.connection.addTrack(VOICE))).isInstanceOf(UnsupportedOperationException.class);
        assertThat(SimulatedNetwork.create(7, time)
                        .host("any")
                        .transport()
                        .capabilities()
                        .media())
                .isTrue();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        long first = fingerprintOfARun();
        assertThat(fingerprintOfARun()).isEqualTo(first);
    }

    private static long fingerprintOfARun() {
        SimulatedMediaTest run = new SimulatedMediaTest();
        run.connect();
        TrackSender voice = run.get(run.offerer.connection.addTrack(VOICE));
        run.negotiate(run.offerer, run.answerer);
        run.heard(run.answerer, voice, 1, 2, 3);
        return run.network.fingerprint();
    }

    private void negotiate(Endpoint offering, Endpoint answering) {
        SessionDescription offer = get(offering.connection.createOffer(false));
        run(offering.connection.acceptAnswer(get(answering.connection.createAnswer(offer))));
    }

    private <T> T get(Mono<T> operation) {
        List<T> values = new ArrayList<>();
        operation.subscribe(values::add, error -> {
            throw new AssertionError(error);
        });
        time.advanceBy(Duration.ofMillis(10));
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    private void run(Mono<Void> operation) {
        TestSubscriber<Void> done = TestSubscriber.create();
        operation.subscribe(done);
        time.advanceBy(Duration.ofMillis(10));
        assertThat(done.isTerminatedComplete()).isTrue();
    }

    private Throwable failure(Mono<?> operation) {
        TestSubscriber<Object> failed = TestSubscriber.create();
        operation.subscribe(failed);
        time.advanceBy(Duration.ofMillis(10));
        return failed.expectTerminalError();
    }

    /** Pushes sounds of those numbers, and returns those of the sounds that arrive at a side. */
    private List<Integer> heard(Endpoint side, TrackSender sender, int... numbers) {
        List<Integer> heard = new ArrayList<>();
        List<Disposable> listening = side.tracks.stream()
                .filter(track -> track.kind() == MediaKind.AUDIO)
                .map(track -> track.onAudio(frame -> heard.add((int) frame.samples()[0])))
                .toList();
        for (int number : numbers) {
            sender.push(sound(number));
        }
        time.advanceBy(Duration.ofMillis(100));
        listening.forEach(Disposable::dispose);
        return heard;
    }

    private static AudioFrame sound(int number) {
        short[] samples = new short[RATE / 100];
        samples[0] = (short) number;
        return AudioFrame.of(RATE, 1, samples);
    }

    private static VideoFrame picture(int width) {
        return VideoFrame.of(width, 2, new byte[VideoFrame.size(width, 2)]);
    }
}
