package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.JoinFailure;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.rtc.IceServer;
import io.trystero.signaling.OfferEvent;
import io.trystero.test.ConnectionView;
import io.trystero.test.RelayQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Peers find each other through relays that hand offers around (protocol, section 8, Torrent). */
class TrackerTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final World world = new World(
            31,
            network -> network.relay("relay", RelayQuality.good())
                    .relay("one", RelayQuality.good())
                    .relay("two", RelayQuality.good()));

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void twoPeersMeetThroughATrackerAlone(Order order) {
        Room first = world.join(instance("first", order.first, "one"), "lobby");
        Room second = world.join(instance("second", order.second, "one"), "lobby");

        awaitMet(SOON, first, second);
        List<String> heard = world.watch(second.action("chat", String.class).values());
        first.action("chat", String.class).send("hello").subscribe();
        world.seconds(1);
        assertThat(heard).containsExactly("hello");
        assertThat(world.network.host("first").connections()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void manyPeersMeetEachOtherAndEachOnlyOnce() {
        List<Room> rooms = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String label = "peer" + i;
            String id = world.network.host(label).peerId();
            rooms.add(world.join(instance(label, id, "one"), "lobby"));
        }
        List<List<PeerEvent>> events =
                rooms.stream().map(room -> world.watch(room.peerEvents())).toList();
        world.network.relay("one").trackerInterval(Duration.ofSeconds(10));

        awaitMet(Duration.ofMinutes(2), rooms.toArray(Room[]::new));
        world.seconds(200);
        assertThat(events).allSatisfy(of -> assertThat(of).hasSize(7));
    }

    /** The lower id does not answer the other's offers, but hands it one of its own at once. */
    @ParameterizedTest
    @EnumSource
    void aPeerThatComesLaterDoesNotWaitForTheTrackersInterval(Order order) {
        Room first = world.join(instance("first", order.first, "one"), "lobby");
        world.seconds(60);
        Room second = world.join(instance("second", order.second, "one"), "lobby");

        awaitMet(SOON, first, second);
    }

    @Test
    void allTrackersAreToldTheSameOffersInABurstAndThenAsOftenAsTheyWant() {
        world.network.relay("one").trackerInterval(Duration.ofSeconds(30));
        world.network.relay("two").trackerInterval(Duration.ofSeconds(1));
        TrackerTap tap = tap("first", "one", "two");
        world.join(tapped("first", tap), "lobby");
        world.seconds(100);

        Set<String> ids = new HashSet<>();
        tap.announces().forEach(announce -> ids.addAll(announce.ids()));
        assertThat(ids).hasSize(3).allMatch(id -> id.matches("[0-9A-Za-z]{20}"));
        assertThat(tap.announces())
                .allSatisfy(announce -> assertThat(announce.ids()).hasSize(3));
        assertThat(pauses(tap, "one")).containsExactly(233L, 533L, 1_333L, 5_333L, 30_000L, 30_000L, 30_000L);
        assertThat(pauses(tap, "two"))
                .startsWith(233L, 533L, 1_333L, 5_333L, 10_000L)
                .endsWith(10_000L, 10_000L);
    }

    @Test
    void anOfferIsWithdrawnAfterTwoMinutesAndAnnouncedOnlyWhileItStands() {
        world.network.relay("one").trackerInterval(Duration.ofSeconds(25));
        TrackerTap tap = tap("first", "one");
        world.join(tapped("first", tap), "lobby");
        world.seconds(109);
        Set<String> before = tap.last().ids();
        world.seconds(26);

        assertThat(tap.last().ids()).hasSize(3).doesNotContainAnyElementsOf(before);
        world.network.relay("one").stop();
        world.seconds(121);
        assertThat(world.network.host("first").connections()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPassiveRoomSeedsUntilAnActivePeerComesAndSeedsAgainWhenThatIsGone(Order order) {
        TrackerTap tap = tap("passive", "one");
        Room passive = world.join(
                world.instance("passive", order.first, builder -> builder.strategy(tap)),
                "lobby",
                room -> room.passive(true));
        world.seconds(250);
        assertThat(tap.announces())
                .hasSize(3)
                .allMatch(announce -> announce.seeding() && announce.offers().isEmpty());
        assertThat(world.network.host("passive").connections()).isEmpty();

        Room active = world.join(instance("active", order.second, "one"), "lobby");
        awaitMet(SOON, passive, active);
        assertThat(tap.last().seeding()).isFalse();
        active.leave().subscribe();
        world.seconds(130);
        assertThat(tap.last().seeding()).isTrue();
        assertThat(world.network.host("passive").connections()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTrackerThatComesBackIsAnnouncedToAtOnce(Order order) {
        Room first = world.join(instance("first", order.first, "one"), "lobby");
        Room second = world.join(instance("second", order.second, "one"), "lobby");
        awaitMet(SOON, first, second);
        world.network.relay("one").stop();
        world.seconds(300);
        assertThat(first.peers()).hasSize(1);
        world.network.relay("one").start();
        Room third = world.join(instance("third", "m3333333333333333333", "one"), "lobby");

        awaitMet(Duration.ofSeconds(80), first, second, third);
    }

    @Test
    void anOfferThatIsAnsweredTwiceGoesToTheFirst() {
        TrackerTap tap = tap("first", "one");
        Room first = world.join(tapped("first", "A1111111111111111111", tap), "lobby");
        Room second = world.join(instance("second", "z2222222222222222222", "one"), "lobby");
        List<PeerEvent> events = world.watch(first.peerEvents());
        world.await(SOON, "answered", () -> !tap.answered().isEmpty());
        OfferEvent.Answered answer = tap.answered().get(0);
        tap.say(answer);
        tap.say(new OfferEvent.Answered("m3333333333333333333", answer.offerId(), answer.sdp()));
        awaitMet(SOON, first, second);
        tap.say(answer);
        world.seconds(200);

        assertThat(events).hasSize(1);
    }

    /** The second answers on a tracker that then loses the answer, as if another had been faster. */
    @Test
    void whoseAnswerCameToNothingAnswersTheNextOffer() {
        TrackerTap tap = tap("second", "one");
        tap.loseAnswers(1);
        Room second = world.join(tapped("second", "z2222222222222222222", tap), "lobby");
        Room first = world.join(instance("first", "A1111111111111111111", "one"), "lobby");
        List<JoinFailure> failures = world.watch(second.failures());
        awaitMet(SOON, first, second);

        assertThat(tap.answers()).hasSizeGreaterThan(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void answersThatCannotBeReadLeaveTheOfferStanding() {
        TrackerTap tap = tap("first", "one");
        Trystero instance = tapped("first", "A1111111111111111111", tap);
        Room first = world.join(instance, "lobby");
        List<JoinFailure.Cause> causes = world.causes(first);
        world.seconds(5);
        Set<String> ids = tap.last().ids();
        String stranger = "m3333333333333333333";
        for (String id : ids) {
            for (String sdp : List.of("", "garbage", "1,2$AA==", "x".repeat(200_000))) {
                tap.say(new OfferEvent.Answered(stranger, id, sdp));
                tap.say(new OfferEvent.Offered(stranger, id, sdp));
                tap.say(new OfferEvent.Offered("", "x".repeat(500), sdp));
                tap.say(new OfferEvent.Answered(stranger, "nobody's", sdp));
            }
        }
        tap.say(new OfferEvent.Interval(Duration.ofDays(-1)));
        world.seconds(10);

        assertThat(causes).isNotEmpty().containsOnly(JoinFailure.Cause.WRONG_PASSWORD);
        assertThat(Inspection.counters(instance).get(Kind.MALFORMED_SIGNAL)).isPositive();
        assertThat(tap.last().ids()).isEqualTo(ids);
        Room second = world.join(instance("second", "z2222222222222222222", "one"), "lobby");
        awaitMet(SOON, first, second);
    }

    @ParameterizedTest
    @EnumSource
    void peersOnATopicRelayAndTrackersJoinOnce(Order order) {
        Room first = world.join(onAll("first", order.first), "lobby");
        Room second = world.join(onAll("second", order.second), "lobby");
        List<PeerEvent> events = world.watch(first.peerEvents());
        List<PeerEvent> others = world.watch(second.peerEvents());
        awaitMet(SOON, first, second);
        world.seconds(300);

        assertThat(events).hasSize(1);
        assertThat(others).hasSize(1);
        assertThat(open("first")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aSecondRoomIsSharedWithoutAnotherConnection(Order order) {
        Trystero one = instance("first", order.first, "one");
        Trystero other = instance("second", order.second, "one");
        awaitMet(SOON, world.join(one, "lobby"), world.join(other, "lobby"));
        awaitMet(SOON, world.join(one, "vip"), world.join(other, "vip"));

        world.seconds(30);
        assertThat(open("first")).isEqualTo(1);
        assertThat(open("second")).isEqualTo(1);
    }

    @Test
    void aWrongPasswordIsTold() {
        Room first = world.join(instance("first", "A1111111111111111111", "one"), "lobby", room -> room.password("a"));
        Room second =
                world.join(instance("second", "z2222222222222222222", "one"), "lobby", room -> room.password("b"));
        List<JoinFailure.Cause> causes = world.causes(second);
        world.seconds(5);

        assertThat(causes).isNotEmpty().containsOnly(JoinFailure.Cause.WRONG_PASSWORD);
        assertThat(first.peers()).isEmpty();
    }

    @Test
    void aPeerThatIsLostIsFoundAgain() {
        Room first = world.join(instance("first", "A1111111111111111111", "one"), "lobby");
        Room second = world.join(instance("second", "z2222222222222222222", "one"), "lobby");
        awaitMet(SOON, first, second);
        List<PeerEvent> events = world.watch(first.peerEvents());
        var cut = world.network.partition(List.of(world.network.host("first")), List.of(world.network.host("second")));
        world.seconds(30);
        assertThat(first.peers()).isEmpty();
        cut.dispose();

        awaitMet(Duration.ofMinutes(3), first, second);
        assertThat(events).hasSize(3);
    }

    /** Who made the offer tells so each time; who answers can't know whether its answer was taken, until the third. */
    @Test
    void aPeerWithoutARouteIsToldToBoth() {
        world.network.relay("one").trackerInterval(Duration.ofSeconds(10));
        world.network.partition(List.of(world.network.host("first")), List.of(world.network.host("second")));
        Room first = world.join(instance("first", "A1111111111111111111", "one"), "lobby");
        Room second = world.join(instance("second", "z2222222222222222222", "one"), "lobby");
        List<JoinFailure.Cause> offerers = world.causes(first);
        List<JoinFailure.Cause> answerers = world.causes(second);
        world.seconds(180);

        assertThat(offerers).isNotEmpty().containsOnly(JoinFailure.Cause.NO_ROUTE);
        assertThat(answerers).isNotEmpty().containsOnly(JoinFailure.Cause.NO_ROUTE);
    }

    @Test
    void offersWaitForIceServersThatAreAskedFor() {
        IceServer server = IceServer.stun("stun:stun.example.org");
        Mono<List<IceServer>> servers = Mono.delay(
                        Duration.ofSeconds(1), world.network.host("first").scheduler())
                .thenReturn(List.of(server));
        Room first = world.join(
                instance("first", "A1111111111111111111", "one"),
                "lobby",
                room -> room.iceServers(servers, Duration.ofMinutes(1)));
        Room second = world.join(instance("second", "z2222222222222222222", "one"), "lobby");

        awaitMet(SOON, first, second);
    }

    @Test
    void manyRoomsShareTheOffersThatAnInstanceMayMake() {
        TrackerTap tap = tap("first", "one");
        Trystero instance = tapped("first", tap);
        for (int i = 0; i < 70; i++) {
            world.join(instance, "room " + i);
        }
        world.seconds(300);
        assertThat(world.network.host("first").connections()).hasSize(60);

        tap.announces().clear();
        world.network.relay("one").trackerInterval(Duration.ofSeconds(10));
        world.seconds(300);
        Set<String> offered = new HashSet<>();
        tap.announces().stream()
                .filter(announce -> !announce.offers().isEmpty())
                .forEach(announce -> offered.add(announce.topic()));
        assertThat(offered).hasSize(70);
        assertThat(world.network.host("first").connections()).hasSize(60);
    }

    private Trystero instance(String label, String id, String... trackers) {
        return world.instance(
                label, id, builder -> builder.strategy(world.network.host(label).trackers(trackers)));
    }

    private Trystero onAll(String label, String id) {
        return world.instance(
                label,
                id,
                builder -> builder.strategy(world.network.host(label).strategy("relay"))
                        .strategy(world.network.host(label).trackers("one", "two")));
    }

    private TrackerTap tap(String label, String... trackers) {
        return new TrackerTap(world.network.host(label).trackers(trackers));
    }

    private Trystero tapped(String label, TrackerTap tap) {
        return tapped(label, world.network.host(label).peerId(), tap);
    }

    private Trystero tapped(String label, String id, TrackerTap tap) {
        return world.instance(label, id, builder -> builder.strategy(tap));
    }

    private List<Long> pauses(TrackerTap tap, String tracker) {
        List<Long> times = tap.announces().stream()
                .filter(announce -> announce.url().endsWith(tracker))
                .map(TrackerTap.Announce::at)
                .toList();
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            pauses.add(times.get(i) - times.get(i - 1));
        }
        return pauses;
    }

    private long open(String label) {
        return world.network.host(label).connections().stream()
                .filter(ConnectionView::open)
                .count();
    }

    private void awaitMet(Duration limit, Room... rooms) {
        world.await(
                limit,
                "joined",
                () -> List.of(rooms).stream().allMatch(room -> room.peers().size() == rooms.length - 1));
    }
}
