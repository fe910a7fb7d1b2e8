package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.JoinFailure;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.signaling.Publication;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import io.trystero.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.util.retry.Retry;

/** Ids cost nothing: whoever mints them without end takes up no more than a bounded part of an instance. */
class DiscoveryBoundsTest {

    private static final int ROOM_ATTEMPTS = 512;
    private static final int ROOM_ATTEMPTS_A_MINUTE = 2_048;
    private static final int ROOM_REPLIES_A_MINUTE = 4_096;
    private static final int NEGOTIATIONS = 4_096;
    private static final int CANDIDATES = 64;
    private static final int MAX_SERIES = 1_024;
    private static final String CANDIDATE =
            CandidateJson.write(new IceCandidate("candidate:1 1 udp 1 10.0.0.1 9 typ host", "0", 0, "u"));

    private final LogLines log = new LogLines();
    private final World world = new World(43);
    private final Herald mallory = new Herald(world);
    private final SignalCipher cipher = new SignalCipher("", World.APP, "lobby", new SplittableRandom(1));
    private final Wiretap tap = world.tap("alice");
    private final Trystero alice = world.tapped("alice", "Alice000000000000000", tap);
    private final Trystero bob = world.instance("bob", "Bob00000000000000000");
    private final Room hers = world.join(alice, "lobby");

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void offersThatNobodyAnswersMakeRoomForNewOnes() {
        announce("z", ROOM_ATTEMPTS + 100);

        assertThat(connections()).isEqualTo(ROOM_ATTEMPTS);
        assertThat(overBound()).isEqualTo(100);
        assertHonestPeersMeet(Duration.ofSeconds(3));
    }

    @Test
    void connectionsTriedInAMinuteAreBoundedAndLoggedOnce() {
        announce("z", ROOM_ATTEMPTS_A_MINUTE + 1_000);

        // the newest replace the oldest until the minute's worth is spent
        int replaced = ROOM_ATTEMPTS_A_MINUTE - ROOM_ATTEMPTS;
        assertThat(overBound()).isBetween(replaced + 900L, replaced + 1_000L);
        assertThat(connections()).isEqualTo(ROOM_ATTEMPTS);
        assertThat(log.of("discovery")).singleElement().asString().contains("too many strangers", "lobby");
        assertHonestPeersMeet(Duration.ofSeconds(10));
    }

    @Test
    void offersAnsweredCountToo() {
        String offer = cipher.encrypt("v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n");
        for (int i = 0; i < ROOM_ATTEMPTS_A_MINUTE + 1_000; i++) {
            offer("lobby", mint("z", i), offer);
        }
        world.seconds(1);

        assertThat(overBound()).isGreaterThan(900);
        assertThat(connections()).isLessThanOrEqualTo(ROOM_ATTEMPTS);
        assertHonestPeersMeet(Duration.ofSeconds(70));
    }

    @Test
    void repliesInAMinuteAreBounded() {
        announce("0", ROOM_REPLIES_A_MINUTE + 1_000);

        assertThat(tap.count(Publication.Kind.REPLY))
                .isBetween((long) ROOM_REPLIES_A_MINUTE, ROOM_REPLIES_A_MINUTE + 100L);
        assertHonestPeersMeet(Duration.ofSeconds(10));
    }

    @Test
    void aHundredThousandStrangersTakeUpNoMoreThanAFewHundred() {
        for (int i = 0; i < 100; i++) {
            announce(i % 2 == 0 ? "z" : "0", i * 1_000, 1_000);
        }

        assertThat(connections()).isLessThanOrEqualTo(ROOM_ATTEMPTS);
        assertThat(overBound()).isGreaterThan(50_000);
        assertHonestPeersMeet(Duration.ofSeconds(70));
    }

    @Test
    void candidatesBeforeTheirOfferAreBounded() {
        for (int i = 0; i < CANDIDATES + 6; i++) {
            candidate("zMallory000000000000", "offer0000000");
        }
        world.seconds(1);

        assertThat(overBound()).isEqualTo(6);
    }

    @Test
    void candidatesOfAllPeersBeforeTheirOffersAreBounded() {
        // 16 Mi characters are 16 peers with 64 candidates of 16 Ki each; the last peers find ever less that is free
        String large = "x".repeat(16 * 1024);
        for (int peer = 0; peer < 30; peer++) {
            for (int i = 0; i < CANDIDATES; i++) {
                candidate(mint("z", peer), "offer0000000", large);
            }
            world.millis(100);
        }
        assertThat(overBound()).isEqualTo(30 * CANDIDATES - 16 * CANDIDATES);
        candidate(mint("z", 30), "offer0000000", "x");
        world.seconds(1);
        assertThat(overBound()).as("a single character too").isEqualTo(14 * CANDIDATES + 1);

        world.seconds(23);
        for (int i = 0; i < CANDIDATES; i++) {
            candidate(mint("z", 31), "offer0000000", large);
        }
        world.seconds(1);
        assertThat(overBound()).as("once the others are forgotten").isEqualTo(14 * CANDIDATES + 1);
        assertHonestPeersMeet(Duration.ofSeconds(3));
    }

    @Test
    void candidatesBeforeTheDescriptionAreBounded() {
        mallory.announce("lobby", "zMallory000000000000");
        world.seconds(1);
        for (int i = 0; i < CANDIDATES + 6; i++) {
            candidate("zMallory000000000000", null);
        }
        world.seconds(1);

        assertThat(overBound()).isEqualTo(6);
    }

    @Test
    void peersOfWhomThereAreCandidatesAloneMakeRoomForOthers() {
        for (int i = 0; i < NEGOTIATIONS + 100; i++) {
            candidate(mint("z", i), "offer0000000");
        }
        world.seconds(1);

        assertThat(overBound()).isEqualTo(100);
        assertHonestPeersMeet(Duration.ofSeconds(3));
    }

    @Test
    void roomsThatWaitForAPeerAreBounded() {
        for (int i = 0; i < 66; i++) {
            world.join(alice, "room" + i);
        }
        for (int i = 0; i < 66; i++) {
            mallory.announce("room" + i, "zMallory000000000000");
        }
        world.seconds(1);

        assertThat(overBound()).isEqualTo(1);
    }

    @Test
    void seriesOfAttemptsAreBounded() {
        Room patient = world.join(
                alice,
                "patient",
                config -> config.connectRetry(
                        Retry.fixedDelay(1, Duration.ofHours(1)).scheduler(world.time)));
        List<JoinFailure> failures = world.watch(patient.failures());
        SignalCipher sealing = new SignalCipher("", World.APP, "patient", new SplittableRandom(2));
        String[] sdp = new String[1];
        new JavaScriptLikePeer(world.network.host("mallory"), "zMallory000000000000")
                .connect(Role.OFFERER)
                .offer(offer -> sdp[0] = offer);
        world.seconds(1);
        for (int i = 0; i < MAX_SERIES; i++) {
            offer("patient", mint("z", i), sealing.encrypt(sdp[0]));
            if ((i + 1) % ROOM_ATTEMPTS == 0) {
                // answered, and given up since no channel opens
                world.seconds(24);
            }
        }
        assertThat(overBound()).isZero();
        assertThat(failures).isEmpty();
        offer("patient", mint("z", MAX_SERIES), sealing.encrypt(sdp[0]));
        world.seconds(24);

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.peer().value()).isEqualTo(mint("z", MAX_SERIES));
            assertThat(failure.cause()).isEqualTo(JoinFailure.Cause.NO_ROUTE);
        });
        // the others are tried once more when their hour is over, and do not answer
        world.run(Duration.ofMinutes(62));
        assertThat(failures).hasSize(MAX_SERIES + 1);
    }

    @Test
    void whatWakesAPassiveRoomWaitsWithinBounds() {
        world.join(alice, "quiet", room -> room.passive(true));
        for (int i = 0; i < 200; i++) {
            mallory.announce("quiet", mint("z", i));
        }
        world.seconds(1);

        assertThat(overBound()).isPositive();
    }

    private void announce(String prefix, int count) {
        announce(prefix, 0, count);
    }

    private void announce(String prefix, int from, int count) {
        for (int i = from; i < from + count; i++) {
            mallory.announce("lobby", mint(prefix, i));
        }
        world.seconds(1);
    }

    private void candidate(String peerId, @Nullable String offerId) {
        candidate(peerId, offerId, cipher.encrypt(CANDIDATE));
    }

    private void candidate(String peerId, @Nullable String offerId, String sealed) {
        mallory.say(
                Topics.self(World.APP, "lobby", alice.selfId().value()),
                SignalMessage.candidate(peerId, offerId, sealed, false).toJson());
    }

    private void offer(String roomId, String peerId, String sealed) {
        mallory.say(
                Topics.self(World.APP, roomId, alice.selfId().value()),
                SignalMessage.offer(peerId, "offer0000000", sealed, false).toJson());
    }

    private static String mint(String prefix, int number) {
        return prefix + "x".repeat(9) + String.format("%010d", number);
    }

    private int connections() {
        return world.network.host("alice").connections().size();
    }

    private long overBound() {
        return Inspection.counters(alice).get(Kind.OVER_BOUND);
    }

    private void assertHonestPeersMeet(Duration limit) {
        Room his = world.join(bob, "lobby");
        world.await(
                limit,
                "joined",
                () -> hers.peers().contains(bob.selfId()) && his.peers().contains(alice.selfId()));
        List<String> heard = world.watch(his.action("chat", String.class).values());
        hers.action("chat", String.class).send("hello").subscribe();
        world.seconds(1);
        assertThat(heard).containsExactly("hello");
    }
}
