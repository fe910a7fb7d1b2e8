package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.JoinFailure.Cause;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import io.trystero.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A relay carries what anybody publishes: it is counted, logged once, and harms nobody. */
class BrokenSignalsTest {

    private static final String STRANGER = "Mallory0000000000000";

    private final LogLines log = new LogLines();
    private final World world = new World(31);
    private final Herald mallory = new Herald(world);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");
    private final Room hers = world.join(alice, "lobby");
    private Room his = hers;

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsCountedAndLoggedOnce() {
        List<String> garbage = List.of(
                "",
                "garbage",
                "[]",
                "{}",
                "null",
                "{\"peerId\":5}",
                "{\"peerId\":\"\"}",
                "{\"peerId\":\"" + "x".repeat(100_000) + "\"}",
                "{\"peerId\":\"" + STRANGER + "\",\"offer\":\"\"}",
                "{\"peerId\":\"" + STRANGER + "\",\"offer\":{\"sdp\":\"v=0\"}}",
                "{\"peerId\":\"" + STRANGER + "\",\"answer\":null}",
                "{\"peerId\":\"" + STRANGER + "\",\"candidate\":7}",
                "{\"peerId\":\"" + STRANGER + "\"} and more",
                "[".repeat(5_000) + "]".repeat(5_000),
                "{\"peerId\":\"" + STRANGER + "\",\"deep\":" + "[".repeat(5_000));
        garbage.forEach(this::publishEverywhere);
        world.seconds(1);

        assertThat(Inspection.counters(alice).get(Kind.MALFORMED_SIGNAL)).isEqualTo(2L * garbage.size());
        assertThat(log.of("signaling")).hasSize(1).allMatch(line -> line.contains("lobby"));
        assertHonestPeersMeet();
    }

    @Test
    void aNewStreakIsLoggedAgain() {
        publishEverywhere("garbage");
        world.seconds(1);
        mallory.announce("lobby", STRANGER);
        world.seconds(1);
        publishEverywhere("garbage");
        world.seconds(1);

        assertThat(log.of("signaling")).hasSize(2);
    }

    @Test
    void signalsThatDoNotDecryptAreFailuresOfTheirSenderAlone() {
        List<Cause> failures = world.causes(hers);
        publishEverywhere(SignalMessage.offer(STRANGER, "offer0000000", "1,2,3$AAAA", false)
                .toJson());
        publishEverywhere(SignalMessage.offer(STRANGER, "offer0000000", "no cipher text", false)
                .toJson());
        publishEverywhere(SignalMessage.candidate(STRANGER, "offer0000000", "1,2,3$AAAA", false)
                .toJson());
        publishEverywhere(SignalMessage.answer(STRANGER, "offer0000000", "1,2,3$AAAA", false)
                .toJson());
        world.seconds(1);

        assertThat(failures).isNotEmpty().containsOnly(Cause.WRONG_PASSWORD);
        assertThat(Inspection.counters(alice).get(Kind.REFUSED_SIGNAL)).isPositive();
        assertThat(log.of("discovery")).hasSize(1);
        assertHonestPeersMeet();
    }

    @Test
    void descriptionsAndCandidatesThatNoConnectionTakesAreGivenUp() {
        SignalCipher cipher = new SignalCipher("", World.APP, "lobby", new SplittableRandom(1));
        publishEverywhere(SignalMessage.offer(STRANGER, "offer0000000", cipher.encrypt("no sdp"), false)
                .toJson());
        publishEverywhere(SignalMessage.candidate(STRANGER, "offer0000000", cipher.encrypt("no json"), false)
                .toJson());
        publishEverywhere(SignalMessage.candidate(STRANGER, null, cipher.encrypt("{\"candidate\":\"x\"}"), false)
                .toJson());
        publishEverywhere(SignalMessage.answer(STRANGER, null, cipher.encrypt("no sdp"), false)
                .toJson());
        world.seconds(60);

        assertThat(Inspection.counters(alice).get(Kind.REFUSED_SIGNAL)).isPositive();
        assertThat(world.network.host("alice").connections()).isEmpty();
        assertHonestPeersMeet();
    }

    @Test
    void anAnswerThatNoConnectionTakesEndsThatAttemptOnly() {
        SignalCipher cipher = new SignalCipher("", World.APP, "lobby", new SplittableRandom(1));
        String late = "zzzzzzzzzzzzzzzzzzzz";
        mallory.announce("lobby", late);
        world.seconds(1);
        assertThat(world.network.host("alice").connections()).hasSize(1);
        publishEverywhere(SignalMessage.answer(late, null, cipher.encrypt("no sdp"), false)
                .toJson());
        world.seconds(1);

        assertThat(world.network.host("alice").connections()).isEmpty();
        assertHonestPeersMeet();
    }

    /** Bits of real messages, cut and changed at random. */
    @Test
    void noMixtureIsFatal() {
        SplittableRandom random = new SplittableRandom(4);
        SignalCipher cipher = new SignalCipher("", World.APP, "lobby", random);
        List<String> real = new ArrayList<>();
        real.add(SignalMessage.announce(STRANGER, true).toJson());
        real.add(SignalMessage.offer(STRANGER, "offer0000000", cipher.encrypt("v=0"), false)
                .toJson());
        real.add(SignalMessage.answer("zMallory000000000000", null, cipher.encrypt("v=0"), true)
                .toJson());
        real.add(SignalMessage.candidate(STRANGER, null, cipher.encrypt("{\"sdpMid\":\"0\"}"), false)
                .toJson());
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(real.get(random.nextInt(real.size())));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(96)));
            }
            publishEverywhere(
                    random.nextInt(5) == 0 ? text.substring(0, random.nextInt(text.length())) : text.toString());
            world.millis(5);
        }
        world.seconds(60);

        assertHonestPeersMeet();
    }

    @Test
    void theEchoOfOnesOwnMessagesIsNobody() {
        publishEverywhere(SignalMessage.announce(alice.selfId().value(), false).toJson());
        publishEverywhere(SignalMessage.offer(alice.selfId().value(), "offer0000000", "1,2,3$AAAA", false)
                .toJson());
        world.seconds(1);

        assertThat(Inspection.counters(alice).get(Kind.REFUSED_SIGNAL)).isZero();
        assertHonestPeersMeet();
    }

    private void publishEverywhere(String text) {
        mallory.say(Topics.root(World.APP, "lobby"), text);
        mallory.say(Topics.self(World.APP, "lobby", alice.selfId().value()), text);
    }

    private void assertHonestPeersMeet() {
        his = world.join(bob, "lobby");
        world.await(
                Duration.ofSeconds(3),
                "joined",
                () -> hers.peers().contains(bob.selfId()) && his.peers().contains(alice.selfId()));
        List<String> heard = world.watch(his.action("chat", String.class).values());
        hers.action("chat", String.class).send("hello").subscribe();
        world.seconds(1);
        assertThat(heard).containsExactly("hello");
    }
}
