package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.test.RelayQuality;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two peers find each other, whatever becomes of what they publish (protocol, section 2). */
class NegotiationTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** An offer is made again after 4.8 seconds at the latest, whoever leads. */
    private static final Duration AT_THE_NEXT_TRY = Duration.ofSeconds(9);

    private World world = new World(5);
    private List<PeerEvent> seenByFirst = List.of();
    private List<JoinFailure> failures = List.of();

    @AfterEach
    void stop() {
        world.close();
    }

    static Stream<Arguments> losses() {
        return Stream.of(Order.values())
                .flatMap(order -> Stream.of(Kind.OFFER, Kind.ANSWER, Kind.REPLY, Kind.ANNOUNCE)
                        .map(kind -> Arguments.of(order, kind)));
    }

    @ParameterizedTest
    @EnumSource
    void theLowerIdLeadsWhoeverWasThereFirst(Order order) {
        Wiretap first = world.tap("first");
        Wiretap second = world.tap("second");
        meet(order, first, second, Duration.ofSeconds(10));

        assertJoinedWithin(AT_ONCE);
        Wiretap leads = order == Order.FIRST_LEADS ? first : second;
        Wiretap follows = order == Order.FIRST_LEADS ? second : first;
        assertThat(leads.count(Kind.OFFER)).isEqualTo(1);
        assertThat(follows.count(Kind.OFFER)).isZero();
        assertThat(follows.count(Kind.ANSWER)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void everythingTwiceIsOneConnection(Order order) {
        Function<Publication, List<Duration>> twice = publication -> List.of(Duration.ZERO, Duration.ofMillis(60));
        meet(order, world.tap("first").rule(twice), world.tap("second").rule(twice), Duration.ZERO);

        assertJoinedWithin(AT_ONCE);
        world.seconds(70);
        assertThat(seenByFirst).hasSize(1);
        assertThat(world.network.connections()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aMessageThatIsLostIsSentAgain(Order order, Kind kind) {
        meet(order, world.tap("first").lose(kind, 1), world.tap("second").lose(kind, 1), Duration.ZERO);

        assertJoinedWithin(AT_THE_NEXT_TRY);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void candidatesAreNotNeededOneByOneIfOneComesThrough(Order order) {
        meet(
                order,
                world.tap("first").lose(Kind.CANDIDATE, 1),
                world.tap("second").lose(Kind.CANDIDATE, 1),
                Duration.ZERO);

        assertJoinedWithin(AT_ONCE);
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptWhoseCandidatesAreAllLostIsGivenUpAndTheNextAnnounceBringsAnother(Order order) {
        meet(order, world.tap("first").lose(Kind.CANDIDATE, 4), world.tap("second"), Duration.ZERO);

        assertJoinedWithin(Duration.ofSeconds(75));
    }

    @ParameterizedTest
    @EnumSource
    void candidatesMayComeBeforeTheirOfferAndTheirAnswer(Order order) {
        Function<Publication, List<Duration>> slow = publication -> switch (publication.kind()) {
            case OFFER, ANSWER -> List.of(Duration.ofMillis(400));
            default -> Wiretap.PASS;
        };
        meet(order, world.tap("first").rule(slow), world.tap("second").rule(slow), Duration.ZERO);

        assertJoinedWithin(AT_ONCE.plusSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void onTwoRelaysItIsOneOfferAndOneConnection(Order order) {
        world = new World(
                6, network -> network.relay("near", RelayQuality.good()).relay("far", RelayQuality.poor()));
        Wiretap first = world.tap("first");
        Wiretap second = world.tap("second");
        meet(order, first, second, Duration.ofSeconds(3));

        assertJoinedWithin(AT_ONCE);
        world.seconds(70);
        assertThat(seenByFirst).hasSize(1);
        assertThat(world.network.connections()).hasSize(2);
        assertThat(offerIds(first) + offerIds(second)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void oneRelayOfTwoIsEnough(Order order) {
        world = new World(7, network -> network.relay("up", RelayQuality.good()).relay("down", RelayQuality.good()));
        world.network.relay("down").stop();
        meet(order, world.tap("first"), world.tap("second"), Duration.ZERO);

        assertJoinedWithin(AT_ONCE);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatFindsNoPathIsAFailureThatSaysSo(Order order) {
        Trystero first = world.instance("first", order.first);
        Trystero second = world.instance("second", order.second);
        world.network.partition(List.of(world.network.host("first")), List.of(world.network.host("second")));
        Room hers = world.join(first, "lobby");
        Room his = world.join(second, "lobby");
        List<JoinFailure> atFirst = world.watch(hers.failures());
        List<JoinFailure> atSecond = world.watch(his.failures());
        world.seconds(40);

        assertThat(atFirst).isNotEmpty().allMatch(failure -> failure.cause() == JoinFailure.Cause.NO_ROUTE);
        assertThat(atSecond).isNotEmpty().allMatch(failure -> failure.cause() == JoinFailure.Cause.NO_ROUTE);
        assertThat(atFirst.get(0).message()).contains(second.selfId().value(), "TURN");
        assertThat(hers.peers()).isEmpty();
    }

    private void meet(Order order, Wiretap firstTap, Wiretap secondTap, Duration apart) {
        Trystero first = world.tapped("first", order.first, firstTap);
        Trystero second = world.tapped("second", order.second, secondTap);
        first.join("lobby").subscribe(room -> {
            seenByFirst = world.watch(room.peerEvents());
            failures = world.watch(room.failures());
        });
        world.run(apart);
        second.join("lobby").subscribe();
    }

    private void assertJoinedWithin(Duration limit) {
        world.await(limit, "joined", () -> seenByFirst.stream().anyMatch(PeerEvent.Joined.class::isInstance));
    }

    private static long offerIds(Wiretap tap) {
        return tap.published().stream()
                .filter(publication -> publication.kind() == Kind.OFFER)
                .map(publication -> publication.payload().replaceAll(".*\"offerId\":\"([^\"]*)\".*", "$1"))
                .distinct()
                .count();
    }
}
