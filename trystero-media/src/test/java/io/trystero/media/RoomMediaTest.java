package io.trystero.media;

import static io.trystero.media.SimulatedRoom.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.Trystero;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.VideoFrame;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.SimulatedTime;
import io.trystero.test.WebRtcQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sound and pictures of rooms of a simulated network: who gets what, and for how long. */
class RoomMediaTest {

    private static final int RATE = 8_000;

    private final SimulatedRoom rooms = new SimulatedRoom();

    @Test
    void whatOneSendsTheOtherHearsWithItsMetadata() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());

        RoomMedia.of(alice)
                .makeAudio()
                .send(constant(7), MediaOptions.toAll().metadata("voice"))
                .subscribe();
        rooms.seconds(1);

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).peer()).isEqualTo(alice.selfId());
        assertThat(heard.get(0).metadata().asText()).isEqualTo("voice");
        List<AudioFrame> frames = watch(heard.get(0).frames());
        rooms.seconds(1);
        assertThat(frames.size()).isBetween(98, 101);
        assertThat(frames).allSatisfy(frame -> assertThat(frame.samples()).containsOnly(7));
    }

    @Test
    void soundThatEndsIsTakenBackAndTheSendCompletes() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        boolean[] done = new boolean[1];

        RoomMedia.of(alice).makeAudio().send(constant(7).take(300)).subscribe(v -> {}, e -> {}, () -> done[0] = true);
        rooms.seconds(2);
        assertThat(heard).hasSize(1);
        assertThat(done[0]).isFalse();
        rooms.seconds(3);

        assertThat(done[0]).isTrue();
        assertThat(heard.get(0).isEnded()).isTrue();
    }

    @Test
    void whatFailsIsTakenBackAndTheSendFails() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        List<Throwable> errors = new ArrayList<>();

        RoomMedia.of(alice)
                .makeAudio()
                .send(constant(7).take(200).concatWith(Mono.error(new IllegalStateException("unplugged"))))
                .subscribe(v -> {}, errors::add);
        rooms.seconds(5);

        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("unplugged"));
        assertThat(heard.get(0).isEnded()).isTrue();
    }

    @Test
    void whoCancelsTakesBack() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteVideo> seen = watch(RoomMedia.of(bob).makeVideo().receive());
        Disposable sending =
                RoomMedia.of(alice).makeVideo().send(TestPattern.moving(32, 32)).subscribe();
        rooms.seconds(1);
        assertThat(seen).hasSize(1);

        sending.dispose();
        rooms.seconds(1);

        assertThat(seen.get(0).isEnded()).isTrue();
    }

    @Test
    void whoComesLaterGetsItOnlyIfAskedSo() {
        Room alice = rooms.join("alice");
        rooms.join("bob");
        RoomMedia media = RoomMedia.of(alice);
        media.makeAudio()
                .send(constant(1), MediaOptions.toAll().metadata("present"))
                .subscribe();
        media.makeAudio()
                .send(constant(2), MediaOptions.toAll().andNewcomers().metadata("all"))
                .subscribe();
        rooms.seconds(1);

        Room carol = rooms.join("carol");
        List<RemoteAudio> heard = watch(RoomMedia.of(carol).makeAudio().receive());
        rooms.seconds(1);

        assertThat(heard).extracting(audio -> audio.metadata().asText()).containsExactly("all");
    }

    @Test
    void whoComesBackGetsItAgainAndNobodyTwice() {
        Room alice = rooms.join("alice");
        Trystero bob = rooms.instance("bob");
        Room first = rooms.join(bob, "lobby");
        List<RemoteAudio> heard = watch(RoomMedia.of(first).makeAudio().receive());
        RoomMedia.of(alice).makeAudio().send(constant(1)).subscribe();
        rooms.seconds(2);
        assertThat(heard).hasSize(1);
        first.leave().subscribe();
        rooms.seconds(2);

        Room second = rooms.join(bob, "lobby");
        List<RemoteAudio> again = watch(RoomMedia.of(second).makeAudio().receive());
        rooms.seconds(2);

        assertThat(again).hasSize(1);
        List<AudioFrame> frames = watch(again.get(0).frames());
        rooms.seconds(1);
        assertThat(frames).isNotEmpty();
    }

    @Test
    void whoIsSlowToTakeATrackKeepsItFromNobody() {
        List<StuckTransport> transports = new ArrayList<>();
        Trystero alice = rooms.instance("alice", simulated -> {
            transports.add(new StuckTransport(simulated));
            return transports.get(0);
        });
        Room hers = rooms.join(alice, "lobby");
        Room bob = rooms.join("bob");
        transports.get(0).stick();
        Room carol = rooms.join("carol");
        assertThat(hers.peers()).contains(carol.selfId());
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());

        RoomMedia.of(hers).makeAudio().send(constant(7)).subscribe();
        rooms.seconds(1);
        List<AudioFrame> frames = watch(heard.get(0).frames());
        rooms.seconds(1);

        assertThat(frames.size()).isBetween(98, 101);
    }

    @Test
    void anAddingThatIsRefusedAsksForNothingAndMayBeTriedAgain() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        int[] subscriptions = new int[1];
        OutgoingAudio voice = OutgoingAudio.of(constant(7).doOnSubscribe(s -> subscriptions[0]++));
        RoomMedia media = RoomMedia.of(alice);

        assertThat(error(media.addStream(OutgoingStream.of(voice), MediaOptions.to(new PeerId("nobody")))))
                .isInstanceOf(PeerLeftException.class);
        assertThat(subscriptions[0]).isZero();

        media.addStream(OutgoingStream.of(voice)).subscribe();
        rooms.seconds(1);
        assertThat(heard).hasSize(1);
        assertThat(subscriptions[0]).isEqualTo(1);
    }

    @Test
    void itGoesToThoseWhoAreNamedOrToAllButThem() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        Room carol = rooms.join("carol");
        PeerId bobId = bob.selfId();
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        List<RemoteAudio> atCarol = watch(RoomMedia.of(carol).makeAudio().receive());

        RoomMedia media = RoomMedia.of(alice);
        media.makeAudio()
                .send(constant(1), MediaOptions.to(bobId).metadata("to"))
                .subscribe();
        media.makeAudio()
                .send(constant(2), MediaOptions.toAllBut(bobId).metadata("but"))
                .subscribe();
        rooms.seconds(2);

        assertThat(atBob).extracting(audio -> audio.metadata().asText()).containsExactly("to");
        assertThat(atCarol).extracting(audio -> audio.metadata().asText()).containsExactly("but");
    }

    @Test
    void aStreamIsReceivedAsOneAndItsTracksByKind() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        RoomMedia there = RoomMedia.of(bob);
        List<PeerStream> streams = watch(there.peerStreams());
        List<RemoteAudio> sounds = watch(there.makeAudio().receive());
        List<RemoteVideo> pictures = watch(there.makeVideo().receive());
        OutgoingStream stream =
                OutgoingStream.of(OutgoingAudio.of(constant(3)), OutgoingVideo.of(TestPattern.moving(64, 48)));

        RoomMedia.of(alice).addStream(stream).subscribe();
        rooms.seconds(1);

        assertThat(streams)
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo(stream.id()));
        List<ReceivedTrack<?>> parts = watch(streams.get(0).tracks());
        assertThat(sounds).hasSize(1);
        List<VideoFrame> frames = watch(pictures.get(0).frames());
        rooms.seconds(1);
        assertThat(parts).hasSize(2);
        assertThat(frames.size()).isBetween(28, 31);
        assertThat(TestPattern.squareLeft(frames.get(1)))
                .isEqualTo(TestPattern.squareLeft(frames.get(0)) + TestPattern.STEP);
    }

    @Test
    void aReplacedTrackGoesOnInItsPlace() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<ReceivedTrack<?>> heard = watch(RoomMedia.of(bob).peerTracks());
        OutgoingAudio one = OutgoingAudio.of(constant(1));
        OutgoingAudio two = OutgoingAudio.of(constant(2));
        RoomMedia media = RoomMedia.of(alice);
        media.addTrack(one, "voice", MediaOptions.toAll()).subscribe();
        rooms.seconds(1);
        List<AudioFrame> frames = watch(((RemoteAudio) heard.get(0)).frames());
        rooms.seconds(1);
        assertThat(frames.get(frames.size() - 1).samples()).containsOnly(1);

        media.replaceTrack(one, two, MediaOptions.toAll()).subscribe();
        rooms.seconds(1);

        assertThat(frames.get(frames.size() - 1).samples()).containsOnly(2);
        assertThat(heard).hasSize(2).extracting(ReceivedTrack::id).containsOnly(one.id());
    }

    @Test
    void leavingTheRoomEndsWhatIsSentThere() {
        Room alice = rooms.join("alice");
        rooms.join("bob");
        List<Throwable> errors = new ArrayList<>();
        boolean[] cancelled = new boolean[1];
        RoomMedia.of(alice)
                .makeAudio()
                .send(constant(1).doOnCancel(() -> cancelled[0] = true))
                .subscribe(v -> {}, errors::add);
        rooms.seconds(1);

        alice.leave().subscribe();
        rooms.seconds(1);

        assertThat(errors).singleElement().isInstanceOf(RoomClosedException.class);
        assertThat(cancelled[0]).isTrue();
        assertThat(error(RoomMedia.of(alice).makeAudio().send(constant(1)))).isInstanceOf(RoomClosedException.class);
    }

    @Test
    void leavingByOneOfTwoHandlesTakesBackWhatWasSentByThatOne() {
        Trystero alice = rooms.instance("alice");
        Room one = rooms.join(alice, "lobby");
        Room other = rooms.join(alice, "lobby");
        Room bob = rooms.join("bob");
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        List<Throwable> errors = new ArrayList<>();
        MediaOptions newcomers = MediaOptions.toAll().andNewcomers();
        RoomMedia media = RoomMedia.of(one);
        media.addStream(OutgoingStream.of(OutgoingAudio.of(constant(1))), newcomers)
                .subscribe();
        media.addStream(OutgoingStream.of(OutgoingAudio.of(constant(2)))).subscribe();
        media.makeAudio().send(constant(3)).subscribe(v -> {}, errors::add);
        RoomMedia.of(other)
                .makeAudio()
                .send(constant(4), newcomers.metadata("other"))
                .subscribe();
        rooms.seconds(2);
        assertThat(heard).hasSize(4);

        one.leave().subscribe();
        rooms.seconds(2);

        assertThat(heard)
                .filteredOn(audio -> !audio.isEnded())
                .singleElement()
                .satisfies(audio -> assertThat(audio.metadata().asText()).isEqualTo("other"));
        assertThat(errors).singleElement().isInstanceOf(RoomClosedException.class);
        assertThat(error(media.addStream(OutgoingStream.of(OutgoingAudio.of(constant(1))))))
                .isInstanceOf(RoomClosedException.class);
        Room carol = rooms.join("carol");
        List<RemoteAudio> atCarol = watch(RoomMedia.of(carol).makeAudio().receive());
        rooms.seconds(2);
        assertThat(atCarol).hasSize(1);
    }

    @Test
    void aTrackThatTookTheOthersPlaceIsTakenBackWithTheStream() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        OutgoingAudio one = OutgoingAudio.of(constant(1));
        OutgoingAudio two = OutgoingAudio.of(constant(2));
        OutgoingStream stream = OutgoingStream.of(one);
        RoomMedia media = RoomMedia.of(alice);
        media.addStream(stream).subscribe();
        rooms.seconds(1);
        media.replaceTrack(one, two, MediaOptions.toAll()).subscribe();
        rooms.seconds(1);

        assertThat(error(media.addStream(OutgoingStream.of(two))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another stream");
        media.removeStream(stream).subscribe();
        rooms.seconds(1);

        assertThat(heard.get(0).isEnded()).isTrue();
    }

    @Test
    void newcomersAreSentWhatTookTheOthersPlaceAndItIsTakenBackFromThemToo() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        OutgoingAudio one = OutgoingAudio.of(constant(1));
        OutgoingAudio two = OutgoingAudio.of(constant(2));
        OutgoingAudio three = OutgoingAudio.of(constant(3));
        OutgoingStream stream = OutgoingStream.of(one);
        RoomMedia media = RoomMedia.of(alice);
        media.addStream(stream, MediaOptions.toAll().andNewcomers()).subscribe();
        rooms.seconds(1);
        media.replaceTrack(one, two, MediaOptions.toAll()).subscribe();
        rooms.seconds(1);
        media.replaceTrack(two, three, MediaOptions.toAll()).subscribe();
        rooms.seconds(1);

        Room carol = rooms.join("carol");
        List<RemoteAudio> atCarol = watch(RoomMedia.of(carol).makeAudio().receive());
        rooms.seconds(1);
        assertThat(atCarol).hasSize(1);
        List<AudioFrame> frames = watch(atCarol.get(0).frames());
        rooms.seconds(1);
        assertThat(frames)
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame.samples()).containsOnly(3));

        media.removeStream(stream).subscribe();
        rooms.seconds(1);
        assertThat(atBob.get(0).isEnded()).isTrue();
        assertThat(atCarol.get(0).isEnded()).isTrue();
        three.stop();
    }

    @Test
    void aTrackThatTookAPlaceAndGaveItBackLeavesTheFirstForNewcomers() {
        Room alice = rooms.join("alice");
        rooms.join("bob");
        OutgoingAudio one = OutgoingAudio.of(constant(1));
        OutgoingAudio two = OutgoingAudio.of(constant(2));
        RoomMedia media = RoomMedia.of(alice);
        media.addStream(OutgoingStream.of(one), MediaOptions.toAll().andNewcomers())
                .subscribe();
        rooms.seconds(1);
        media.replaceTrack(one, two, MediaOptions.toAll()).subscribe();
        rooms.seconds(1);
        media.replaceTrack(two, one, MediaOptions.toAll()).subscribe();
        rooms.seconds(1);

        Room carol = rooms.join("carol");
        List<RemoteAudio> atCarol = watch(RoomMedia.of(carol).makeAudio().receive());
        rooms.seconds(1);
        assertThat(atCarol)
                .singleElement()
                .satisfies(track -> assertThat(track.id()).isEqualTo(one.id()));
    }

    @Test
    void whatWasTakenOutOfAStreamIsNotForNewcomersEither() {
        Room alice = rooms.join("alice");
        rooms.join("bob");
        OutgoingAudio voice = OutgoingAudio.of(constant(1));
        OutgoingVideo camera = OutgoingVideo.of(TestPattern.moving(32, 32));
        RoomMedia media = RoomMedia.of(alice);
        media.addStream(OutgoingStream.of(voice, camera), MediaOptions.toAll().andNewcomers())
                .subscribe();
        rooms.seconds(1);
        media.removeTrack(camera).subscribe();
        rooms.seconds(1);

        Room carol = rooms.join("carol");
        List<RemoteAudio> heard = watch(RoomMedia.of(carol).makeAudio().receive());
        List<RemoteVideo> seen = watch(RoomMedia.of(carol).makeVideo().receive());
        rooms.seconds(1);

        assertThat(heard).hasSize(1);
        assertThat(seen).isEmpty();
    }

    @Test
    void whatAPeerSendsEndsWhenItLeavesTheRoomThoughTheConnectionStays() {
        Trystero alice = rooms.instance("alice");
        Trystero bob = rooms.instance("bob");
        Room hers = rooms.join(alice, "lobby");
        Room his = rooms.join(bob, "lobby");
        rooms.join(alice, "hall");
        rooms.join(bob, "garden");
        List<RemoteAudio> heard = watch(RoomMedia.of(his).makeAudio().receive());
        RoomMedia.of(hers).makeAudio().send(constant(1)).onErrorComplete().subscribe();
        rooms.seconds(1);
        boolean[] done = new boolean[1];
        heard.get(0).frames().subscribe(frame -> {}, e -> {}, () -> done[0] = true);

        hers.leave().subscribe();
        rooms.seconds(2);

        assertThat(done[0]).isTrue();
        assertThat(heard.get(0).isEnded()).isTrue();
    }

    @Test
    void mistakesAreToldAndWhatIsSentGoesOn() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        RoomMedia media = RoomMedia.of(alice);
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        media.makeAudio().send(constant(1)).subscribe();
        rooms.seconds(1);
        OutgoingAudio ended = OutgoingAudio.of(constant(1));
        ended.stop();
        OutgoingStream never = OutgoingStream.of(OutgoingAudio.of(constant(1)));

        assertThat(error(media.addStream(OutgoingStream.of(ended), MediaOptions.toAll())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
        assertThat(error(media.removeStream(never))).isInstanceOf(IllegalStateException.class);
        assertThat(error(media.addStream(
                        OutgoingStream.of(
                                OutgoingVideo.of(TestPattern.moving(32, 32), 30, TrackLimits.NONE.withCodecs("H999"))),
                        MediaOptions.toAll())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("H999");
        assertThat(error(media.addStream(never, MediaOptions.to(new PeerId("nobody")))))
                .isInstanceOf(PeerLeftException.class);
        assertThat(error(media.replaceTrack(
                        OutgoingAudio.of(constant(1)),
                        OutgoingVideo.of(TestPattern.moving(32, 32)),
                        MediaOptions.toAll())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(heard.get(0).isEnded()).isFalse();

        alice.leave().subscribe();
        rooms.seconds(1);
        assertThat(error(media.addStream(OutgoingStream.of(OutgoingAudio.of(constant(1))))))
                .isInstanceOf(RoomClosedException.class);
        rooms.seconds(5);
        assertThat(bob.peers()).isEmpty();
    }

    @Test
    void aTransportForDataAloneSaysHowToMendThat() {
        SimulatedTime time = new SimulatedTime();
        SimulatedNetwork network = SimulatedNetwork.builder(1)
                .scheduler(time)
                .webRtc(WebRtcQuality.good().withMedia(false))
                .build();
        List<Room> joined = new ArrayList<>();
        network.host("alice").trystero("media").build().join("lobby").subscribe(joined::add);
        time.advanceBy(Duration.ofSeconds(5));

        assertThatThrownBy(() -> RoomMedia.of(joined.get(0)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("withMedia()");
    }

    @Test
    void whatIsMeasuredNamesThePeer() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        OutgoingAudio track = OutgoingAudio.of(constant(1));
        RoomMedia.of(alice).makeAudio().send(track, MediaOptions.toAll()).subscribe();
        List<RemoteAudio> heard = watch(RoomMedia.of(bob).makeAudio().receive());
        rooms.seconds(1);

        List<MediaStats> sent = watch(track.stats(Duration.ofSeconds(1)));
        List<MediaStats> received = watch(heard.get(0).stats(Duration.ofSeconds(1)));
        rooms.seconds(3);

        assertThat(sent).hasSizeGreaterThanOrEqualTo(2).allSatisfy(stats -> {
            assertThat(stats.peer()).isEqualTo(bob.selfId());
            assertThat(stats.totals().packets()).isPositive();
            assertThat(stats.bitrate()).isPositive();
        });
        assertThat(received)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(
                        stats -> assertThat(stats.peer()).isEqualTo(bob.peers().get(0)));
    }

    @Test
    void whoAsksForWhatIsMeasuredBeforeItIsSentIsToldToo() {
        Room alice = rooms.join("alice");
        Room bob = rooms.join("bob");
        OutgoingAudio track = OutgoingAudio.of(constant(1));
        List<MediaStats> measured = watch(track.stats(Duration.ofSeconds(1)));

        RoomMedia.of(alice).makeAudio().send(track, MediaOptions.toAll()).subscribe();
        rooms.seconds(4);

        assertThat(measured)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(stats -> assertThat(stats.peer()).isEqualTo(bob.selfId()));
    }

    private Throwable error(Mono<Void> failing) {
        List<Throwable> errors = new ArrayList<>();
        failing.subscribe(v -> {}, errors::add);
        rooms.seconds(1);
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }

    /** Endless sound of one value. */
    static Flux<AudioFrame> constant(int value) {
        short[] samples = new short[RATE / 100];
        Arrays.fill(samples, (short) value);
        return Mono.just(AudioFrame.of(RATE, 1, samples)).repeat();
    }
}
