package io.trystero.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.Transport;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a {@link Transport} that carries audio and video does beside what {@link TransportContract} says. */
public abstract class MediaContract {

    private static final Duration TEN_MILLIS = Duration.ofMillis(10);
    private static final TrackSpec VOICE = new TrackSpec(MediaKind.AUDIO, "voice", "desk", TrackLimits.NONE);
    private static final TrackSpec SCREEN = new TrackSpec(MediaKind.VIDEO, "screen", "desk", TrackLimits.NONE);
    private static final TrackSpec REPLY = new TrackSpec(MediaKind.AUDIO, "reply", "couch", TrackLimits.NONE);

    @SuppressWarnings("NullAway.Init")
    private PeerConnectionFactory here;

    @SuppressWarnings("NullAway.Init")
    private PeerConnectionFactory there;

    @SuppressWarnings("NullAway.Init")
    private RecordingPeer offerer;

    @SuppressWarnings("NullAway.Init")
    private RecordingPeer answerer;

    /** Makes the transport to be held to the contract; called for each side of each test. */
    protected abstract Transport transport();

    /** How long anything may take before it counts as broken. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    final void connect() {
        here = transport().open();
        there = transport().open();
        offerer = new RecordingPeer(here, Role.OFFERER, List.of());
        answerer = new RecordingPeer(there, Role.ANSWERER, List.of());
        RecordingPeer.connect(offerer, answerer, patience());
    }

    @AfterEach
    final void close() {
        here.dispose();
        there.dispose();
        for (RecordingPeer peer : List.of(offerer, answerer)) {
            Mono.fromFuture(peer.closed).block(patience());
            assertThat(peer.breaches()).isEmpty();
        }
    }

    @Test
    final void saysThatItCarriesMedia() {
        assertThat(transport().capabilities().media()).isTrue();
    }

    @Test
    final void anOfferBringsTracksUnderTheIdsOfTheirSender() {
        add(offerer, VOICE);
        add(offerer, SCREEN);
        negotiate(offerer, answerer);

        assertThat(tracks(answerer, 2))
                .extracting(track -> track.kind() + " " + track.id() + " of " + track.streamId())
                .containsExactlyInAnyOrder("AUDIO voice of desk", "VIDEO screen of desk");
        assertThat(tracks(answerer, 2)).noneMatch(RemoteTrack::isEnded);
    }

    @Test
    final void soundGoesBothWaysInFramesOfTenMilliseconds() {
        TrackSender voice = add(offerer, VOICE);
        TrackSender reply = add(answerer, REPLY);
        negotiate(offerer, answerer);
        negotiate(answerer, offerer);
        RemoteTrack atAnswerer = tracks(answerer, 1).get(0);
        RemoteTrack atOfferer = tracks(offerer, 1).get(0);
        assertThat(atOfferer.id()).isEqualTo("reply");

        Disposable playing = Flux.interval(TEN_MILLIS).onBackpressureDrop().subscribe(tick -> {
            voice.push(AudioFrame.silence(48_000, 1, TEN_MILLIS));
            reply.push(AudioFrame.silence(48_000, 1, TEN_MILLIS));
        });
        try {
            for (RemoteTrack track : List.of(atAnswerer, atOfferer)) {
                assertThat(sounds(track, 20)).allMatch(frame -> frame.duration().equals(TEN_MILLIS));
                TrackStats stats = Flux.defer(track::stats)
                        .repeatWhen(again -> again.delayElements(TEN_MILLIS))
                        .filter(measured -> measured.packets() > 0)
                        .blockFirst(patience());
                assertThat(nonNull(stats).codec()).isEqualTo("opus");
            }
        } finally {
            playing.dispose();
        }
    }

    @Test
    final void picturesArriveAtTheirSize() {
        TrackSender screen = add(offerer, SCREEN);
        negotiate(offerer, answerer);
        RemoteTrack track = tracks(answerer, 1).get(0);
        VideoFrame picture = VideoFrame.of(160, 120, new byte[VideoFrame.size(160, 120)]);

        Disposable playing =
                Flux.interval(Duration.ofMillis(40)).onBackpressureDrop().subscribe(tick -> screen.push(picture));
        try {
            Flux<VideoFrame> pictures = Flux.create(sink -> sink.onDispose(track.onVideo(sink::next)));
            VideoFrame seen = nonNull(pictures.blockFirst(patience()));
            assertThat(seen.width()).isEqualTo(160);
            assertThat(seen.height()).isEqualTo(120);
        } finally {
            playing.dispose();
        }
    }

    @Test
    final void aTrackThatIsTakenBackEndsAndMayComeAgain() {
        TrackSender voice = add(offerer, VOICE);
        negotiate(offerer, answerer);
        RemoteTrack first = tracks(answerer, 1).get(0);
        offerer.connection().removeTrack(voice).block(patience());
        assertThat(first.isEnded()).isFalse();
        negotiate(offerer, answerer);
        first.onEnd().block(patience());
        assertThat(first.isEnded()).isTrue();
        StepVerifier.create(offerer.connection().removeTrack(voice))
                .expectError(IllegalStateException.class)
                .verify(patience());

        add(offerer, VOICE);
        negotiate(offerer, answerer);
        RemoteTrack second = tracks(answerer, 2).get(1);
        assertThat(second.streamId()).isEqualTo("desk");
        assertThat(second.isEnded()).isFalse();
    }

    @Test
    final void tracksThatComeAndGoShareASectionAndAreToldEachTime() {
        TrackSender sent = add(offerer, VOICE);
        negotiate(offerer, answerer);
        for (int i = 1; i < 5; i++) {
            offerer.connection().removeTrack(sent).block(patience());
            negotiate(offerer, answerer);
            sent = add(offerer, new TrackSpec(MediaKind.AUDIO, "voice" + i, "desk" + i, TrackLimits.NONE));
            negotiate(offerer, answerer);
            RemoteTrack next = tracks(answerer, i + 1).get(i);
            assertThat(next.streamId()).isEqualTo("desk" + i);
            assertThat(next.isEnded()).isFalse();
        }
        SessionDescription offer =
                nonNull(offerer.connection().createOffer(false).block(patience()));
        assertThat(offer.sdp().split("m=audio", -1)).hasSize(2);

        AudioFrame loud = AudioFrame.of(48_000, 1, ramp());
        TrackSender last = sent;
        Disposable playing = Flux.interval(TEN_MILLIS).onBackpressureDrop().subscribe(tick -> last.push(loud));
        try {
            assertThat(sounds(tracks(answerer, 5).get(4), 3)).hasSize(3);
        } finally {
            playing.dispose();
        }
    }

    @Test
    final void aTrackThatTakesASectionWhileAnOfferIsOutComesUnderItsOwnStream() {
        TrackSender first = add(offerer, VOICE);
        TrackSender second = add(offerer, new TrackSpec(MediaKind.AUDIO, "second", "desk2", TrackLimits.NONE));
        negotiate(offerer, answerer);
        offerer.connection().removeTrack(first).block(patience());
        negotiate(offerer, answerer);
        offerer.connection().removeTrack(second).block(patience());
        SessionDescription offer =
                nonNull(offerer.connection().createOffer(false).block(patience()));
        add(offerer, new TrackSpec(MediaKind.AUDIO, "third", "desk3", TrackLimits.NONE));
        SessionDescription answer =
                nonNull(answerer.connection().createAnswer(offer).block(patience()));
        offerer.connection().acceptAnswer(answer).block(patience());
        negotiate(offerer, answerer);

        assertThat(tracks(answerer, 3).get(2).streamId()).isEqualTo("desk3");
    }

    @Test
    final void aTrackIsToldOfThoughTheOneBeforeItWasTakenBackAMomentAgo() {
        TrackSender voice = add(offerer, VOICE);
        negotiate(offerer, answerer);
        offerer.connection().removeTrack(voice).block(patience());
        add(offerer, new TrackSpec(MediaKind.AUDIO, "next", "other", TrackLimits.NONE));
        negotiate(offerer, answerer);

        assertThat(tracks(answerer, 2).get(1).streamId()).isEqualTo("other");
        assertThat(tracks(answerer, 1).get(0).isEnded()).isTrue();
    }

    @Test
    final void whatIsHeardGoesOnThoughOffersClashAgainAndAgain() {
        TrackSender voice = add(offerer, VOICE);
        TrackSender reply = add(answerer, REPLY);
        nonNull(answerer.connection().createOffer(false).block(patience()));
        negotiate(offerer, answerer);
        nonNull(answerer.connection().createOffer(false).block(patience()));
        negotiate(offerer, answerer);
        negotiate(answerer, offerer);
        AudioFrame loud = AudioFrame.of(48_000, 1, ramp());
        Disposable playing = Flux.interval(TEN_MILLIS).onBackpressureDrop().subscribe(tick -> {
            voice.push(loud);
            reply.push(loud);
        });
        try {
            RemoteTrack there = tracks(answerer, 1).get(0);
            RemoteTrack here = tracks(offerer, 1).get(0);
            assertThat(sounds(there, 3)).hasSize(3);
            assertThat(sounds(here, 3)).hasSize(3);

            add(answerer, new TrackSpec(MediaKind.VIDEO, "camera", "couch", TrackLimits.NONE));
            nonNull(answerer.connection().createOffer(false).block(patience()));
            add(offerer, SCREEN);
            negotiate(offerer, answerer);
            assertThat(sounds(there, 3)).hasSize(3);
            assertThat(sounds(here, 3)).hasSize(3);

            negotiate(answerer, offerer);
            assertThat(sounds(there, 3)).hasSize(3);
            assertThat(sounds(here, 3)).hasSize(3);
            assertThat(tracks(answerer, 2).get(1).kind()).isEqualTo(MediaKind.VIDEO);
            assertThat(tracks(offerer, 2).get(1).kind()).isEqualTo(MediaKind.VIDEO);
        } finally {
            playing.dispose();
        }
    }

    private static short[] ramp() {
        short[] samples = new short[480];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i * 20);
        }
        return samples;
    }

    @Test
    final void theTracksOfAnOfferThatIsRolledBackComeWithALaterOne() {
        add(answerer, REPLY);
        nonNull(answerer.connection().createOffer(false).block(patience()));
        add(offerer, SCREEN);
        negotiate(offerer, answerer);
        assertThat(tracks(answerer, 1).get(0).id()).isEqualTo("screen");
        negotiate(answerer, offerer);

        assertThat(tracks(offerer, 1).get(0).id()).isEqualTo("reply");
    }

    @Test
    final void aTrackThatIsSentByWhoReceivesAnotherAlreadyHasItsOwnStream() {
        add(offerer, VOICE);
        negotiate(offerer, answerer);
        add(answerer, REPLY);
        negotiate(answerer, offerer);
        RemoteTrack reply = tracks(offerer, 1).get(0);

        assertThat(reply.kind()).isEqualTo(MediaKind.AUDIO);
        assertThat(reply.streamId()).isEqualTo("couch");
        assertThat(reply.isEnded()).isFalse();
    }

    @Test
    final void tracksEndWithTheirConnection() {
        add(offerer, VOICE);
        negotiate(offerer, answerer);
        RemoteTrack track = tracks(answerer, 1).get(0);
        answerer.connection().close();
        track.onEnd().block(patience());

        assertThat(track.isEnded()).isTrue();
    }

    @Test
    final void refusesWhatDoesNotFit() {
        TrackLimits limits = TrackLimits.NONE.withCodecs("gramophone");
        StepVerifier.create(offerer.connection().addTrack(new TrackSpec(MediaKind.AUDIO, "odd", "desk", limits)))
                .expectErrorMatches(error -> error instanceof IllegalArgumentException
                        && String.valueOf(error.getMessage()).contains("gramophone"))
                .verify(patience());
        TrackSender voice = add(offerer, VOICE);
        TrackSender screen = add(offerer, SCREEN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voice.push(AudioFrame.silence(48_000, 1, Duration.ofMillis(20))));
        assertThatIllegalArgumentException().isThrownBy(() -> screen.push(AudioFrame.silence(48_000, 1, TEN_MILLIS)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voice.push(VideoFrame.of(2, 2, new byte[VideoFrame.size(2, 2)])));
        negotiate(offerer, answerer);
        RemoteTrack sound = tracks(answerer, 2).stream()
                .filter(track -> track.kind() == MediaKind.AUDIO)
                .findFirst()
                .orElseThrow();
        assertThatIllegalStateException().isThrownBy(() -> sound.onVideo(frame -> {}));
    }

    private TrackSender add(RecordingPeer peer, TrackSpec track) {
        return nonNull(peer.connection().addTrack(track).block(patience()));
    }

    private void negotiate(RecordingPeer offering, RecordingPeer answering) {
        SessionDescription offer =
                nonNull(offering.connection().createOffer(false).block(patience()));
        SessionDescription answer =
                nonNull(answering.connection().createAnswer(offer).block(patience()));
        offering.connection().acceptAnswer(answer).block(patience());
    }

    private List<RemoteTrack> tracks(RecordingPeer peer, int count) {
        return nonNull(peer.tracks().take(count).collectList().block(patience()));
    }

    private List<AudioFrame> sounds(RemoteTrack track, int count) {
        Flux<AudioFrame> sounds = Flux.create(sink -> sink.onDispose(track.onAudio(sink::next)));
        return nonNull(sounds.take(count).collectList().block(patience()));
    }

    private static <T> T nonNull(@Nullable T value) {
        return Objects.requireNonNull(value, "an operation that completed empty");
    }
}
