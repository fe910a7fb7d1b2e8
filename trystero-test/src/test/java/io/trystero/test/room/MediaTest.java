package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.trystero.Inspection;
import io.trystero.MessageTooLargeException;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.RemoteMedia;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.test.WebRtcQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** Audio and video of rooms (protocol, section 7), over connections that are negotiated anew for them. */
class MediaTest {

    private static final SendOptions ALL = SendOptions.toAll();
    private static final String SIGNAL = "@_signal";
    private static final String OFFER = "\"offer\"";
    private static final String ANSWER = "\"answer\"";
    private static final int UNANSWERED_OFFERS = 5;
    private static final int ANNOUNCED_MEDIA = 64;
    private static final int REMOTE_TRACKS = 64;
    private static final int MEDIA_KEYS = 1_024;

    private final LogLines log = new LogLines();
    private final World world = new World(61);
    private final ChannelTap herTap = new ChannelTap(world.network.host("alice").transport());
    private final ChannelTap hisTap = new ChannelTap(world.network.host("bob").transport());
    /** Her id is the lower one: she makes the connection. */
    private final Trystero alice = instance("alice", "Alice000000000000000", herTap);

    private final Trystero bob = instance("bob", "Bob00000000000000000", hisTap);
    private final Room hers = world.join(alice, "lobby");
    private final Room his = world.join(bob, "lobby");
    private final List<RemoteMedia> seen = world.watch(his.tracks().remote());
    private final TestTrack voice = TestTrack.sound("voice");
    private final TestTrack screen = TestTrack.pictures("screen");

    MediaTest() {
        meet(hers, his);
    }

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void aStreamOfTwoTracksIsReceivedWithItsMetadata() {
        assertDone(hers.tracks().addStream("desk", List.of(voice, screen), ALL.metadata("work")));

        assertThat(seen).singleElement().isInstanceOfSatisfying(RemoteMedia.Stream.class, media -> {
            assertThat(media.peer()).isEqualTo(alice.selfId());
            assertThat(media.stream().id()).isEqualTo("desk");
            assertThat(text(media)).isEqualTo("work");
            assertThat(media.stream().isEnded()).isFalse();
        });
        assertThat(tracks(seen.get(0)))
                .extracting(RemoteTrack::id, RemoteTrack::kind, RemoteTrack::streamId)
                .containsExactly(tuple("voice", MediaKind.AUDIO, "desk"), tuple("screen", MediaKind.VIDEO, "desk"));
        assertThat(heard(tracks(seen.get(0)).get(0), voice, 1, 2, 3)).containsExactly(1, 2, 3);
        assertThat(heard(tracks(seen.get(0)).get(1), screen, 4, 5)).containsExactly(4, 5);
    }

    @Test
    void mediaComeAlsoWithoutMetadata() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));

        assertThat(seen)
                .singleElement()
                .satisfies(media -> assertThat(media.metadata()).isNull());
    }

    @Test
    void whoSubscribesLaterIsToldOfWhatIsThere() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("work")));

        assertThat(watchRemote(his))
                .singleElement()
                .satisfies(media -> assertThat(text(media)).isEqualTo("work"));
        assertDone(hers.tracks().remove(List.of(voice), ALL));
        assertThat(watchRemote(his)).isEmpty();
    }

    @Test
    void aTrackIsSentOnceForTwoRoomsAndShownInEachWithWhatWasSaidThere() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        meet(hersToo, hisToo);
        List<RemoteMedia> seenThere = watchRemote(hisToo);
        assertDone(hers.tracks().addStream("desk", List.of(voice, screen), ALL.metadata("work")));
        assertThat(seenThere).isEmpty();
        long offers = hisTap.count(SIGNAL, OFFER);

        assertDone(hersToo.tracks().addStream("desk", List.of(voice, screen), ALL.metadata("play")));
        assertThat(seen).hasSize(1);
        assertThat(seenThere)
                .singleElement()
                .satisfies(media -> assertThat(text(media)).isEqualTo("play"));
        assertThat(tracks(seenThere.get(0))).isEqualTo(tracks(seen.get(0)));
        assertThat(hisTap.count(SIGNAL, OFFER)).isEqualTo(offers);
        assertThat(voice.connections()).isEqualTo(1);
    }

    @Test
    void twoStreamsThatAreAnnouncedTogetherArePairedByTheirIds() {
        TestTrack music = TestTrack.sound("music");
        TestTrack camera = TestTrack.pictures("camera");
        hers.tracks()
                .addStream("desk", List.of(voice, screen), ALL.metadata("work"))
                .subscribe();
        hers.tracks()
                .addStream("band", List.of(music, camera), ALL.metadata("play"))
                .subscribe();
        world.seconds(2);

        assertThat(seen)
                .extracting(media -> media.stream().id() + " " + text(media))
                .containsExactlyInAnyOrder("desk work", "band play");
        for (RemoteMedia media : seen) {
            assertThat(tracks(media))
                    .extracting(RemoteTrack::id)
                    .containsExactly(
                            text(media).equals("work")
                                    ? new String[] {"voice", "screen"}
                                    : new String[] {"music", "camera"});
        }
    }

    @Test
    void announcementsWithoutIdsArePairedInTheirOrder() {
        hisTap.rule(frame -> frame.action().startsWith("@_s") || frame.action().equals("@_track")
                ? frame.text().replaceAll(",\"[st]\":\"[^\"]*\"", "")
                : frame.text());
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("first")));
        assertDone(hers.tracks().addTrack(screen, "wall", ALL.metadata("second")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("first", "second");
        assertThat(seen.get(0).stream().id()).isEqualTo("desk");
        assertThat(seen.get(1))
                .isInstanceOfSatisfying(
                        RemoteMedia.Track.class,
                        media -> assertThat(media.track().id()).isEqualTo("screen"));
    }

    @Test
    void aTrackByItselfIsShownAsSuch() {
        assertDone(hers.tracks().addTrack(screen, "desk", ALL.metadata("wide")));

        assertThat(seen).singleElement().isInstanceOfSatisfying(RemoteMedia.Track.class, media -> {
            assertThat(media.track().id()).isEqualTo("screen");
            assertThat(media.stream().id()).isEqualTo("desk");
            assertThat(text(media)).isEqualTo("wide");
        });
    }

    @Test
    void aTrackThatTakesTheOthersPlaceIsShownAsTheSameWithItsMetadata() {
        TestTrack camera = TestTrack.pictures("camera");
        assertDone(hers.tracks().addTrack(screen, "desk", ALL.metadata("screen")));
        long offers = hisTap.count(SIGNAL, OFFER);
        assertDone(hers.tracks().replaceTrack(screen, camera, ALL.metadata("camera")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("screen", "camera");
        RemoteTrack first = ((RemoteMedia.Track) seen.get(0)).track();
        assertThat(((RemoteMedia.Track) seen.get(1)).track()).isEqualTo(first);
        assertThat(hisTap.count(SIGNAL, OFFER)).isEqualTo(offers);
        assertThat(screen.connections()).isZero();
        assertThat(heard(first, camera, 7)).containsExactly(7);

        assertDone(hers.tracks().remove(List.of(camera), ALL));
        assertThat(first.isEnded()).isTrue();
    }

    @Test
    void aTrackThatWasReplacedMayBeSentBesideTheOther() {
        TestTrack camera = TestTrack.pictures("camera");
        assertDone(hers.tracks().addTrack(screen, "desk", ALL.metadata("screen")));
        assertDone(hers.tracks().replaceTrack(screen, camera, ALL.metadata("camera")));
        assertDone(hers.tracks().addTrack(screen, "desk", ALL.metadata("screen again")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("screen", "camera", "screen again");
        RemoteTrack ofCamera = ((RemoteMedia.Track) seen.get(1)).track();
        RemoteTrack ofScreen = ((RemoteMedia.Track) seen.get(2)).track();
        assertThat(ofScreen).isNotSameAs(ofCamera);
        assertThat(heard(ofScreen, screen, 3)).containsExactly(3);
        assertThat(heard(ofCamera, camera, 4)).containsExactly(4);
    }

    @Test
    void whatIsTakenBackEndsAndMaySoonComeAgain() {
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("one")));
        RemoteTrack first = ((RemoteMedia.Track) seen.get(0)).track();
        TestSubscriber<Void> end = TestSubscriber.create();
        first.onEnd().subscribe(end);
        assertThat(end.isTerminated()).isFalse();
        assertDone(hers.tracks().remove(List.of(voice), ALL));

        assertThat(end.isTerminatedComplete()).isTrue();
        assertThat(first.isEnded()).isTrue();
        assertThat(seen.get(0).stream().isEnded()).isTrue();
        assertThat(voice.connections()).isZero();

        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("two")));
        assertThat(seen).extracting(MediaTest::text).containsExactly("one", "two");
        RemoteTrack second = ((RemoteMedia.Track) seen.get(1)).track();
        assertThat(second.isEnded()).isFalse();
        assertThat(heard(second, voice, 5)).containsExactly(5);
    }

    @Test
    void aStreamThatWasTakenBackMayComeAgain() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("one")));
        assertDone(hers.tracks().remove(List.of(voice), ALL));
        assertDone(hers.tracks().addStream("desk", List.of(screen), ALL.metadata("two")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("one", "two");
        assertThat(seen.get(1).stream().isEnded()).isFalse();
        assertThat(tracks(seen.get(1))).extracting(RemoteTrack::id).containsExactly("screen");
        assertThat(watchRemote(his)).hasSize(1);
    }

    @Test
    void whatIsTakenBackAndSentAgainAtOnceIsShown() {
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("one")));
        hers.tracks().remove(List.of(voice), ALL).subscribe();
        hers.tracks().addTrack(voice, "desk", ALL.metadata("two")).subscribe();
        world.seconds(2);

        RemoteTrack last = ((RemoteMedia.Track) seen.get(seen.size() - 1)).track();
        assertThat(text(seen.get(seen.size() - 1))).isEqualTo("two");
        assertThat(last.isEnded()).isFalse();
        assertThat(heard(last, voice, 5)).containsExactly(5);
    }

    @Test
    void aStreamThatIsTakenBackAndSentAgainAtOnceIsShown() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("one")));
        hers.tracks().remove(List.of(voice), ALL).subscribe();
        hers.tracks().addStream("desk", List.of(voice), ALL.metadata("two")).subscribe();
        world.await(
                Duration.ofSeconds(1),
                "ended for a moment",
                () -> seen.get(0).stream().isEnded());
        assertThat(watchRemote(his)).isEmpty();
        world.seconds(2);

        assertThat(text(seen.get(seen.size() - 1))).isEqualTo("two");
        assertThat(watchRemote(his)).singleElement().satisfies(media -> {
            assertThat(text(media)).isEqualTo("two");
            assertThat(heard(tracks(media).get(0), voice, 5)).containsExactly(5);
        });
    }

    /** As a browser does: it announces a track by its id, and describes it by another when it is sent again. */
    @Test
    void aTrackThatComesAgainUnderAnotherIdThanAnnouncedIsShown() {
        hisTap.rule(
                frame -> frame.action().equals("@_track") ? frame.text().replace("voice-2", "voice") : frame.text());
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("one")));
        hers.tracks().remove(List.of(voice), ALL).subscribe();
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("two")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("one", "two");
        RemoteTrack again = ((RemoteMedia.Track) seen.get(1)).track();
        assertThat(again.id()).isEqualTo("voice-2");
        assertThat(heard(again, voice, 5)).containsExactly(5);
    }

    @Test
    void aTrackThatTakesTheSectionOfOneThatWasTakenBackIsShownThoughDescribedByTheIdOfThat() {
        assertDone(hers.tracks().addStream("desk", List.of(voice, screen), ALL.metadata("one")));
        assertDone(hers.tracks().remove(List.of(screen), ALL));
        TestTrack camera = TestTrack.pictures("camera");
        assertDone(hers.tracks().addTrack(camera, "desk", ALL.metadata("two")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("one", "two");
        RemoteTrack shown = ((RemoteMedia.Track) seen.get(1)).track();
        assertThat(shown.id()).isEqualTo("screen");
        assertThat(heard(shown, camera, 5)).containsExactly(5);
    }

    /** As libwebrtc does, when it receives a track of the kind already. */
    @Test
    void aTrackThatIsDescribedByAnotherIdThanAnnouncedIsShownReplacedAndShownElsewhere() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        meet(hersToo, hisToo);
        List<RemoteMedia> seenByHer = watchRemote(hers);
        List<RemoteMedia> seenByHerThere = watchRemote(hersToo);
        TestTrack reply = TestTrack.sound("reply");
        TestTrack other = TestTrack.sound("other");
        assertDone(hers.tracks().addTrack(voice, "desk", ALL));
        assertDone(his.tracks().addTrack(reply, "couch", ALL.metadata("reply")));

        RemoteTrack track = ((RemoteMedia.Track) seenByHer.get(0)).track();
        assertThat(track.id()).isNotEqualTo("reply");
        assertThat(heard(track, reply, 1)).containsExactly(1);

        assertDone(his.tracks().replaceTrack(reply, other, ALL.metadata("other")));
        assertDone(hisToo.tracks().addTrack(other, "couch", ALL.metadata("there")));
        assertThat(seenByHer).extracting(MediaTest::text).containsExactly("reply", "other");
        assertThat(seenByHerThere)
                .singleElement()
                .isInstanceOfSatisfying(
                        RemoteMedia.Track.class,
                        media -> assertThat(media.track()).isEqualTo(track));
    }

    @Test
    void aTrackOfAStreamMayBeAnnouncedByItselfToo() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        meet(hersToo, hisToo);
        List<RemoteMedia> seenThere = watchRemote(hisToo);
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));
        assertDone(hersToo.tracks().addTrack(voice, "desk", ALL.metadata("alone")));

        assertThat(seenThere)
                .singleElement()
                .isInstanceOfSatisfying(
                        RemoteMedia.Track.class,
                        media -> assertThat(media.track())
                                .isEqualTo(tracks(seen.get(0)).get(0)));
    }

    @Test
    void aTrackMayBeAnnouncedAsAStreamToo() {
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("track")));
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("stream")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("track", "stream");
    }

    @Test
    void leavingOneRoomOfTwoKeepsTheMediaAndLeavingTheLastEndsThem() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        Room hersLast = world.join(alice, "porch");
        Room hisLast = world.join(bob, "porch");
        meet(hersToo, hisToo);
        meet(hersLast, hisLast);
        List<RemoteMedia> seenThere = watchRemote(hisToo);
        assertDone(hers.tracks().addTrack(voice, "desk", ALL));
        assertDone(hersToo.tracks().addTrack(voice, "desk", ALL));
        RemoteTrack track = ((RemoteMedia.Track) seenThere.get(0)).track();

        hers.leave().subscribe();
        world.seconds(2);
        assertThat(track.isEnded()).isFalse();
        assertThat(heard(track, voice, 1, 2)).containsExactly(1, 2);
        assertThat(watchRemote(hisToo)).hasSize(1);

        hersToo.leave().subscribe();
        world.seconds(2);
        assertThat(track.isEnded()).isTrue();
        assertThat(voice.connections()).isZero();
        assertThat(hersLast.peers()).containsExactly(bob.selfId());
    }

    @Test
    void takingBackInOneRoomOfTwoKeepsTheMediaInTheOther() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        meet(hersToo, hisToo);
        List<RemoteMedia> seenThere = watchRemote(hisToo);
        assertDone(hers.tracks().addTrack(voice, "desk", ALL));
        assertDone(hersToo.tracks().addTrack(voice, "desk", ALL));
        RemoteTrack track = ((RemoteMedia.Track) seenThere.get(0)).track();

        assertDone(hers.tracks().remove(List.of(voice), ALL));
        assertThat(track.isEnded()).isFalse();
        assertDone(hersToo.tracks().remove(List.of(voice), ALL));
        assertThat(track.isEnded()).isTrue();
    }

    @Test
    void inARoomThatIsJoinedLaterTheMediaAreShownOnceTheyAreSentThere() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("lobby")));
        Room hersLater = world.join(alice, "later");
        Room hisLater = world.join(bob, "later");
        meet(hersLater, hisLater);
        List<RemoteMedia> seenLater = watchRemote(hisLater);
        world.seconds(2);
        assertThat(seenLater).isEmpty();

        assertDone(hersLater.tracks().addStream("desk", List.of(voice), ALL.metadata("later")));
        assertThat(seenLater).extracting(MediaTest::text).containsExactly("later");
        assertThat(tracks(seenLater.get(0))).isEqualTo(tracks(seen.get(0)));
    }

    @Test
    void mediaThatBothSidesAddAtOnceArriveAtBoth() {
        List<RemoteMedia> seenByHer = watchRemote(hers);
        TestTrack answer = TestTrack.pictures("answer");
        hers.tracks().addTrack(voice, "desk", ALL).subscribe();
        his.tracks().addTrack(answer, "couch", ALL).subscribe();
        world.seconds(2);

        assertThat(herTap.count(SIGNAL, OFFER)).as("a clash of offers").isGreaterThanOrEqualTo(1);
        assertThat(hisTap.count(SIGNAL, OFFER)).isGreaterThanOrEqualTo(1);
        RemoteTrack atHis = ((RemoteMedia.Track) seen.get(0)).track();
        RemoteTrack atHers = ((RemoteMedia.Track) seenByHer.get(0)).track();
        assertThat(heard(atHis, voice, 1)).containsExactly(1);
        assertThat(heard(atHers, answer, 2)).containsExactly(2);
        assertThat(seen).hasSize(1);
        assertThat(seenByHer).hasSize(1);
    }

    /** Also between our taking the answer and its being taken, where it clashes with nothing: it is not offered a second time. */
    @Test
    void wheneverTheOtherSideAddsItsOwnItArrivesAtOnce() {
        List<RemoteMedia> seenByHer = watchRemote(hers);
        for (int after = 0; after < 60; after++) {
            TestTrack mine = TestTrack.sound("mine-" + after);
            TestTrack theirs = TestTrack.sound("theirs-" + after);
            hers.tracks().addTrack(mine, "desk", ALL).subscribe();
            world.millis(after);
            his.tracks().addTrack(theirs, "couch-" + after, ALL).subscribe();
            world.seconds(1);

            assertThat(seenByHer).as("added after %d ms", after).hasSize(after + 1);
            assertDone(hers.tracks().remove(List.of(mine), ALL));
            assertDone(his.tracks().remove(List.of(theirs), ALL));
            world.seconds(1);
        }
    }

    @Test
    void anOfferWhoseRoomIsLeftMeanwhileIsAnsweredThroughAnother() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        meet(hersToo, hisToo);
        List<RemoteMedia> seenThere = watchRemote(hisToo);
        hersToo.tracks().addTrack(voice, "desk", ALL).subscribe();
        world.await(Duration.ofSeconds(1), "offered", () -> hisTap.count(SIGNAL, OFFER) == 1);
        his.leave().subscribe();
        world.millis(500);

        assertThat(herTap.count(SIGNAL, ANSWER)).isEqualTo(1);
        RemoteTrack track = ((RemoteMedia.Track) seenThere.get(0)).track();
        assertThat(heard(track, voice, 1)).containsExactly(1);
    }

    @Test
    void mediaAreNotOfferedThroughARoomThatIsBeingLeft() {
        Room hersToo = world.join(alice, "hall");
        Room hisToo = world.join(bob, "hall");
        meet(hersToo, hisToo);
        List<RemoteMedia> seenThere = watchRemote(hisToo);
        hers.leave().subscribe();
        world.millis(50);
        hersToo.tracks().addTrack(voice, "desk", ALL).subscribe();
        world.seconds(1);

        assertThat(seenThere).hasSize(1);
        RemoteTrack track = ((RemoteMedia.Track) seenThere.get(0)).track();
        assertThat(heard(track, voice, 1)).containsExactly(1);
    }

    @Test
    void anOfferThatIsNotAnsweredIsMadeAgainAndAfterSomeTimesGivenUp() {
        hisTap.lose(SIGNAL, OFFER);
        hers.tracks().addTrack(voice, "desk", ALL).subscribe();
        world.seconds(4);
        assertThat(hisTap.count(SIGNAL, OFFER)).isEqualTo(1);
        world.millis(1_500);
        assertThat(hisTap.count(SIGNAL, OFFER)).isEqualTo(2);
        world.seconds(60);
        assertThat(hisTap.count(SIGNAL, OFFER)).isEqualTo(UNANSWERED_OFFERS);
        assertThat(seen).isEmpty();

        hisTap.rule(ChannelTap.Heard::text);
        assertDone(hers.tracks().addTrack(screen, "desk", ALL));
        assertThat(seen).hasSize(2);
    }

    @Test
    void anOfferThatWasLostOnceArrivesTheSecondTime() {
        hisTap.lose(SIGNAL, OFFER);
        hers.tracks().addTrack(voice, "desk", ALL).subscribe();
        world.seconds(4);
        hisTap.rule(ChannelTap.Heard::text);
        world.seconds(2);

        assertThat(seen).hasSize(1);
        assertThat(heard(((RemoteMedia.Track) seen.get(0)).track(), voice, 1)).containsExactly(1);
    }

    @Test
    void anAnswerThatDoesNotFitIsAskedForAgain() {
        List<String> late = new ArrayList<>();
        herTap.rule(frame -> {
            if (frame.action().equals(SIGNAL) && frame.text().contains(ANSWER) && late.isEmpty()) {
                late.add(frame.text());
                return null;
            }
            return frame.text();
        });
        hers.tracks().addTrack(voice, "desk", ALL).subscribe();
        world.seconds(4);
        hers.tracks().addTrack(screen, "desk", ALL).subscribe();
        world.await(Duration.ofSeconds(3), "offered again", () -> hisTap.count(SIGNAL, OFFER) == 2);
        herTap.inject("lobby", SIGNAL, late.get(0));
        world.seconds(3);

        assertThat(seen).hasSize(2);
        assertThat(heard(((RemoteMedia.Track) seen.get(1)).track(), screen, 1)).containsExactly(1);
    }

    @Test
    void answersThatNeverFitAreNotAskedForWithoutEnd() {
        herTap.rule(frame -> frame.action().equals(SIGNAL) && frame.text().contains(ANSWER)
                ? frame.text().replace("a=rtpmap", "a=none")
                : frame.text());
        hers.tracks().addTrack(voice, "desk", ALL).subscribe();
        world.seconds(120);

        assertThat(hisTap.count(SIGNAL, OFFER)).isEqualTo(UNANSWERED_OFFERS);
    }

    @Test
    void tooManyOffersAtOnceHoldUpNoneOfOurs() {
        assertDone(hers.tracks().addTrack(voice, "desk", ALL));
        String[] offer = new String[1];
        hisTap.rule(frame -> {
            if (frame.action().equals(SIGNAL) && frame.text().contains(OFFER)) {
                offer[0] = frame.text();
            }
            return frame.text();
        });
        assertDone(hers.tracks().addTrack(screen, "desk", ALL));
        long overBound = overBound(bob);
        for (int i = 0; i < 20; i++) {
            hisTap.inject("lobby", SIGNAL, offer[0]);
        }
        world.seconds(1);
        assertThat(overBound(bob)).isGreaterThan(overBound);

        List<RemoteMedia> seenByHer = watchRemote(hers);
        assertDone(his.tracks().addTrack(TestTrack.sound("reply"), "couch", ALL));
        assertThat(seenByHer).hasSize(1);
    }

    @Test
    void mediaOfAPeerThatLeavesEnd() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));
        RemoteTrack track = tracks(seen.get(0)).get(0);
        TestSubscriber<RemoteTrack> stream = TestSubscriber.create();
        seen.get(0).stream().tracks().subscribe(stream);
        hers.leave().subscribe();
        world.seconds(2);

        assertThat(stream.isTerminatedComplete()).isTrue();
        assertThat(seen.get(0).stream().isEnded()).isTrue();
        assertThat(track.isEnded()).isTrue();
        assertThat(voice.connections()).isZero();
        assertThat(watchRemote(his)).isEmpty();
    }

    @Test
    void streamsOfAPeerThatLeavesEndAlsoWhileTheConnectionStays() {
        world.join(alice, "elsewhere");
        world.join(bob, "somewhere");
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));
        TestSubscriber<RemoteTrack> stream = TestSubscriber.create();
        seen.get(0).stream().tracks().subscribe(stream);
        hers.leave().subscribe();
        world.seconds(2);

        assertThat(world.network.connections()).isNotEmpty();
        assertThat(stream.isTerminatedComplete()).isTrue();
        assertThat(seen.get(0).stream().isEnded()).isTrue();
        assertThat(watchRemote(his)).isEmpty();
    }

    @Test
    void mediaOfAPeerThatComesBackOnTheSameConnectionAreShownAnew() {
        world.join(alice, "elsewhere");
        world.join(bob, "somewhere");
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata("before")));
        hers.leave().subscribe();
        world.seconds(2);
        Room again = world.join(alice, "lobby");
        meet(again, his);
        again.tracks().addTrack(voice, "desk", ALL.metadata("after")).subscribe();
        world.seconds(2);

        RemoteMedia last = seen.get(seen.size() - 1);
        assertThat(text(last)).isEqualTo("after");
        assertThat(heard(((RemoteMedia.Track) last).track(), voice, 1)).containsExactly(1);
        assertThat(last.stream().isEnded()).isFalse();
    }

    @Test
    void mediaOfAPeerThatLeavesAndComesBackAreSentAnew() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL.metadata("before")));
        hers.leave().subscribe();
        world.seconds(2);
        Room again = world.join(alice, "lobby");
        meet(again, his);
        assertThat(seen).hasSize(1);
        assertDone(again.tracks().addStream("desk", List.of(voice), ALL.metadata("after")));

        assertThat(seen).extracting(MediaTest::text).containsExactly("before", "after");
        assertThat(heard(tracks(seen.get(1)).get(0), voice, 1)).containsExactly(1);
    }

    @Test
    void mediaOfAPeerThatIsGoneEnd() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));
        RemoteTrack track = tracks(seen.get(0)).get(0);
        TestSubscriber<RemoteTrack> stream = TestSubscriber.create();
        seen.get(0).stream().tracks().subscribe(stream);
        TestSubscriber<Void> end = TestSubscriber.create();
        track.onEnd().subscribe(end);
        world.network.host("alice").crash();
        world.await(Duration.ofSeconds(20), "left", () -> his.peers().isEmpty());
        world.seconds(1);

        assertThat(end.isTerminatedComplete()).isTrue();
        assertThat(stream.isTerminatedComplete()).isTrue();
        assertThat(watchRemote(his)).isEmpty();
    }

    @Test
    void mediaInARoomThatWeHaveLeftEnd() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));
        TestSubscriber<RemoteMedia> remote = TestSubscriber.create();
        his.tracks().remote().subscribe(remote);
        TestSubscriber<RemoteTrack> stream = TestSubscriber.create();
        seen.get(0).stream().tracks().subscribe(stream);
        his.leave().subscribe();
        world.seconds(2);

        assertThat(remote.isTerminatedComplete()).isTrue();
        assertThat(stream.isTerminatedComplete()).isTrue();
        assertThat(seen.get(0).stream().isEnded()).isTrue();
    }

    @Test
    void pathsThatFallSilentLoseFramesAndGoOnWhenTheyAreBack() {
        assertDone(hers.tracks().addTrack(voice, "desk", ALL));
        RemoteTrack track = ((RemoteMedia.Track) seen.get(0)).track();
        var partition =
                world.network.partition(List.of(world.network.host("alice")), List.of(world.network.host("bob")));
        assertThat(heard(track, voice, 1, 2)).isEmpty();
        assertThat(voice.connections()).isEqualTo(1);
        hers.tracks().addTrack(screen, "desk", ALL).subscribe();
        world.seconds(2);
        partition.dispose();
        world.seconds(10);

        assertThat(heard(track, voice, 3)).containsExactly(3);
        assertThat(seen).hasSize(2);
        assertThat(heard(((RemoteMedia.Track) seen.get(1)).track(), screen, 4)).containsExactly(4);
    }

    @Test
    void badArgumentsAreRefused() {
        TestTrack odd = TestTrack.sound("no spaces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hers.tracks().addTrack(odd, "desk", ALL))
                .withMessageContaining("no spaces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hers.tracks().addStream("a stream", List.of(voice), ALL))
                .withMessageContaining("a stream");
        assertThatIllegalArgumentException().isThrownBy(() -> hers.tracks().addStream("desk", List.of(), ALL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hers.tracks().replaceTrack(voice, screen, ALL))
                .withMessageContaining("AUDIO");
    }

    @Test
    void aCodecThatIsUnknownFailsAndLeavesNothingBehind() {
        TestTrack odd = TestTrack.pictures("odd", TrackLimits.NONE.withCodecs("VP10"));
        assertThat(error(hers.tracks().addTrack(odd, "desk", ALL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VP10");
        assertThat(error(hers.tracks().remove(List.of(odd), ALL))).isInstanceOf(IllegalStateException.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void aStreamOfWhichOneTrackIsRefusedIsNotSentInPartNorAnnounced() {
        TestTrack odd = TestTrack.pictures("odd", TrackLimits.NONE.withCodecs("VP10"));
        assertThat(error(hers.tracks().addStream("desk", List.of(voice, odd), ALL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VP8, VP9, H264, AV1");
        assertThat(voice.connections()).isZero();

        // what had been announced would be shown with this one
        assertDone(hers.tracks().addStream("other", List.of(voice), ALL.metadata("work")));
        assertThat(seen)
                .singleElement()
                .satisfies(media -> assertThat(text(media)).isEqualTo("work"));
        assertThat(hisTap.count("@_stream", "")).isEqualTo(1);
    }

    @Test
    void whatIsNotSentCanBeNeitherTakenBackNorReplaced() {
        assertThat(error(hers.tracks().remove(List.of(voice), ALL))).isInstanceOf(IllegalStateException.class);
        assertThat(error(hers.tracks().replaceTrack(voice, TestTrack.sound("other"), ALL)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mediaToAPeerThatIsNotHereFailBeforeAnyoneIsTold() {
        PeerId carol = new PeerId("Carol000000000000000");
        List<LocalTrack> tracks = List.of(voice);
        assertThat(error(hers.tracks().addStream("desk", tracks, SendOptions.to(bob.selfId(), carol))))
                .isInstanceOf(PeerLeftException.class);
        assertThat(seen).isEmpty();
        assertThat(voice.connections()).isZero();
        hers.leave().subscribe();
        world.seconds(1);
        assertThat(error(hers.tracks().addStream("desk", tracks, ALL))).isInstanceOf(RoomClosedException.class);
    }

    @Test
    void metadataOfMoreThan63KibibytesAreRefused() {
        assertThat(error(hers.tracks().addTrack(voice, "desk", ALL.metadata("x".repeat(63 * 1024)))))
                .isInstanceOf(MessageTooLargeException.class);
        assertThat(voice.connections()).isZero();
        String most = "x".repeat(63 * 1024 - 2);
        assertDone(hers.tracks().addTrack(voice, "desk", ALL.metadata(most)));
        assertThat(seen).extracting(MediaTest::text).containsExactly(most);
    }

    @Test
    void aTransportForDataAloneSaysSo() {
        try (World plain =
                new World(1, network -> network.webRtc(WebRtcQuality.good().withMedia(false)))) {
            Room room = plain.join(plain.instance("alice"), "lobby");
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(room::tracks);
        }
    }

    @Test
    void announcementsOfMediaThatDoNotComeAreBounded() {
        for (int i = 0; i < ANNOUNCED_MEDIA + 6; i++) {
            hisTap.inject("lobby", "@_stream", "{\"k\":\"k" + i + "\",\"s\":\"s" + i + "\"}");
            hisTap.inject("lobby", "@_track", "{\"k\":\"k" + i + "\",\"s\":\"s\",\"t\":\"t" + i + "\"}");
        }
        world.seconds(1);

        assertThat(overBound(bob)).isEqualTo(12);
        assertDone(hers.tracks().addStream("s6", List.of(voice), ALL));
        assertThat(seen).hasSizeBetween(1, 2);
        assertDone(hers.tracks().addStream("desk", List.of(screen), ALL));
        assertThat(seen.get(seen.size() - 1).stream().id()).isEqualTo("desk");
    }

    @Test
    void tracksThatAPeerSendsAtATimeAreBounded() {
        List<LocalTrack> many = IntStream.range(0, REMOTE_TRACKS + 2)
                .<LocalTrack>mapToObj(i -> TestTrack.sound("t" + i))
                .toList();
        assertDone(hers.tracks().addStream("desk", many, ALL));

        assertThat(tracks(seen.get(0))).hasSize(REMOTE_TRACKS);
        assertThat(overBound(bob)).isEqualTo(2);
        assertDone(hers.tracks().remove(many, ALL));
        assertDone(hers.tracks().addTrack(voice, "desk", ALL));
        assertThat(seen).as("there is room again").hasSize(2);
    }

    @Test
    void keysThatAreRememberedAreBounded() {
        assertDone(hers.tracks().addStream("desk", List.of(voice), ALL));
        for (int i = 0; i < MEDIA_KEYS + 3; i++) {
            hisTap.inject("lobby", "@_stream", "{\"k\":\"k" + i + "\",\"s\":\"desk\"}");
        }
        world.seconds(1);
        assertThat(seen).hasSize(1 + MEDIA_KEYS + 3);
        assertThat(overBound(bob)).isEqualTo(4);

        seen.clear();
        hisTap.inject("lobby", "@_stream", "{\"k\":\"k5\"}");
        hisTap.inject("lobby", "@_stream", "{\"k\":\"k" + (MEDIA_KEYS + 1) + "\"}");
        world.seconds(1);
        assertThat(seen).as("by its key alone").hasSize(1);
    }

    @Test
    void streamsThatHaveEndedTakeUpNoRoom() {
        int streams = 0;
        while (streams <= MEDIA_KEYS) {
            List<LocalTrack> tracks = new ArrayList<>();
            for (int i = 0; i < REMOTE_TRACKS; i++) {
                TestTrack track = TestTrack.sound("t" + i);
                tracks.add(track);
                hers.tracks().addStream("s" + streams++, List.of(track), ALL).subscribe();
            }
            world.seconds(5); // one after another
            assertDone(hers.tracks().remove(tracks, ALL));
        }

        assertThat(seen).hasSize(streams).allMatch(media -> media.stream().isEnded());
        assertThat(overBound(bob)).isZero();
    }

    private Trystero instance(String label, String id, ChannelTap tap) {
        return world.instance(
                label,
                id,
                builder ->
                        builder.strategy(world.network.host(label).strategy()).transport(tap));
    }

    private void meet(Room one, Room other) {
        world.await(
                Duration.ofSeconds(10),
                "joined",
                () -> one.peers().contains(other.selfId()) && other.peers().contains(one.selfId()));
    }

    private List<RemoteMedia> watchRemote(Room room) {
        List<RemoteMedia> remote = world.watch(room.tracks().remote());
        world.time.run();
        return remote;
    }

    /** Subscribes, and lets the other side hear of it. */
    private void assertDone(Mono<Void> operation) {
        TestSubscriber<Void> done = TestSubscriber.create();
        operation.subscribe(done);
        world.seconds(1);
        assertThat(done.isTerminatedComplete())
                .as("done: %s", done.isTerminatedError() ? done.expectTerminalError() : "")
                .isTrue();
    }

    private Throwable error(Mono<Void> operation) {
        TestSubscriber<Void> failed = TestSubscriber.create();
        operation.subscribe(failed);
        world.seconds(1);
        return failed.expectTerminalError();
    }

    private List<RemoteTrack> tracks(RemoteMedia media) {
        List<RemoteTrack> tracks = world.watch(media.stream().tracks());
        world.time.run();
        return tracks;
    }

    /** Pushes frames of those numbers, and returns those of the frames that arrive. */
    private List<Integer> heard(RemoteTrack track, TestTrack pushed, int... numbers) {
        List<Integer> heard = new ArrayList<>();
        var listening = track.kind() == MediaKind.AUDIO
                ? track.onAudio(frame -> heard.add((int) frame.samples()[0]))
                : track.onVideo(frame -> heard.add((int) frame.i420()[0]));
        for (int number : numbers) {
            pushed.push(number);
        }
        world.millis(100);
        listening.dispose();
        return heard;
    }

    private static long overBound(Trystero instance) {
        return Inspection.counters(instance).get(Kind.OVER_BOUND);
    }

    private static @Nullable String text(RemoteMedia media) {
        return media.metadata() == null ? null : media.metadata().asText();
    }
}
