package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.Publication.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When what is done by itself is done: the protocol's timers, to the millisecond where nothing random is added. */
class TimersTest {

    /** Lower than any id that is drawn. */
    private static final String LOWEST = "00000000000000000000";

    /** Higher than any id that is drawn. */
    private static final String HIGHEST = "zzzzzzzzzzzzzzzzzzzz";

    private final World world = new World(23);
    private final Wiretap tap = world.tap("first");
    private final List<Long> published = new ArrayList<>();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void announcesComeInABurstAndThenEveryMinute() {
        watch(Kind.ANNOUNCE);
        world.join(world.tapped("first", LOWEST, tap), "lobby");
        world.seconds(200);

        assertThat(gaps()).startsWith(233L, 533L, 1_333L, 5_333L, 60_000L, 60_000L);
    }

    @Test
    void anUnansweredOfferIsSentAgainLaterAndLater() {
        watch(Kind.OFFER);
        world.join(world.tapped("first", LOWEST, tap), "lobby");
        new Herald(world).announce("lobby", HIGHEST);
        world.seconds(57);

        // counted from the beginning of the attempt; making the offer took 2 ms
        assertThat(gaps()).containsExactly(4_800L - 2, 9_600L, 19_200L);
    }

    @Test
    void anAnnounceBringsAnUnansweredOfferAgainNoSoonerThanAfterALittle() {
        watch(Kind.OFFER);
        world.join(world.tapped("first", LOWEST, tap), "lobby");
        Herald herald = new Herald(world);
        herald.announce("lobby", HIGHEST);
        // sent again by itself after 4.8 and 14.4 s
        world.millis(14_500);
        assertThat(published).hasSize(3);
        world.millis(4_000);
        herald.announce("lobby", HIGHEST);
        world.millis(500);
        assertThat(published).as("heard within 4.8 s of the last").hasSize(3);
        world.seconds(1);
        herald.announce("lobby", HIGHEST);
        world.millis(500);

        assertThat(published).as("heard later than that").hasSize(4);
    }

    @Test
    void anUnansweredOfferIsWithdrawnAfterAMinuteWithoutAFailure() {
        Room room = world.join(world.tapped("first", LOWEST, tap), "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        new Herald(world).announce("lobby", HIGHEST);
        world.seconds(1);
        assertThat(world.network.host("first").connections()).hasSize(1);
        world.seconds(56);
        assertThat(world.network.host("first").connections()).hasSize(1);
        world.seconds(2);

        assertThat(world.network.host("first").connections()).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void anAnsweredOfferWhoseChannelDoesNotOpenIsGivenUpAfter23Seconds() {
        Room room = world.join(world.tapped("first", LOWEST, tap), "lobby");
        world.network.host("first").loseNextOpen();
        world.join(world.instance("second", HIGHEST), "lobby");
        world.await(Duration.ofSeconds(10), "offered", () -> tap.count(Kind.OFFER) > 0);
        long offered = now();
        List<Long> failedAt = new ArrayList<>();
        room.failures().subscribe(failure -> failedAt.add(now()));
        world.seconds(30);

        assertThat(failedAt).isNotEmpty();
        assertThat(failedAt.get(0) - offered).isBetween(23_333L, 24_000L);
    }

    @Test
    void aPathThatIsSilentForFiveSecondsIsLost() {
        Room first = world.join(world.tapped("first", LOWEST, tap), "lobby");
        Trystero second = world.instance("second", HIGHEST);
        world.join(second, "lobby");
        world.await(Duration.ofSeconds(10), "joined", () -> first.peers().size() == 1);
        List<Long> leftAt = new ArrayList<>();
        first.peerEvents().ofType(PeerEvent.Left.class).subscribe(left -> leftAt.add(now()));
        world.network.host("second").crash();
        long crashed = now();
        world.seconds(15);

        assertThat(leftAt).hasSize(1);
        // the transport notices after some seconds, then ours wait for five more
        assertThat(leftAt.get(0) - crashed).isBetween(5_000L, 12_000L);
    }

    @Test
    void aPassiveRoomThatWasWokenAnnouncesForSevenSecondsAndSleeps() {
        world.join(world.tapped("first", HIGHEST, tap), "lobby", room -> room.passive(true));
        new Herald(world).announce("lobby", LOWEST);
        // the fifth announce of the burst comes after 7.4 s, the next would come a minute later
        world.seconds(8);
        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(5);
        world.seconds(200);

        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(5);
    }

    @Test
    void whoLeavesSaysGoodbyeFirst() {
        Room first = world.join(world.tapped("first", LOWEST, tap), "lobby");
        Room second = world.join(world.instance("second", HIGHEST), "lobby");
        world.await(Duration.ofSeconds(10), "joined", () -> first.peers().size() == 1);
        List<PeerEvent> seen = world.watch(second.peerEvents());
        boolean[] left = new boolean[1];
        first.leave().subscribe(null, null, () -> left[0] = true);
        world.millis(98);
        assertThat(left[0]).isFalse();
        assertThat(seen).last().isInstanceOf(PeerEvent.Left.class);
        world.millis(2);
        assertThat(left[0]).isTrue();
    }

    private List<Long> gaps() {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < published.size(); i++) {
            gaps.add(published.get(i) - published.get(i - 1));
        }
        return gaps;
    }

    private void watch(Kind kind) {
        tap.rule(publication -> {
            if (publication.kind() == kind) {
                published.add(now());
            }
            return Wiretap.PASS;
        });
    }

    private long now() {
        return world.time.now(TimeUnit.MILLISECONDS);
    }
}
