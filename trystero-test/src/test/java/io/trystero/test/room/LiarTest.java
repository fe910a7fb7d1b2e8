package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Liars on the channel and on the relay, from many seeds; {@code -Dliar.seed=N} runs one again, {@code -Dliar.count=N} so
 * many. Whatever they do, an honest pair meets and talks after it, what is kept is bounded, and nothing outlives the rooms.
 */
class LiarTest {

    private static final int COUNT = Integer.getInteger("liar.count", 200);
    private static final int ACTS = 25;
    private static final int MOST = 200;
    /** Those under way, those open, and those that an act has replaced and that are still closing. */
    private static final int CONNECTIONS = 512 + 16 + 2 * MOST;

    private static final long RECEIVED = 32L << 20;

    @Test
    void afterAnyLiesAnHonestPairMeetsAndTalks() {
        Long only = Long.getLong("liar.seed");
        long first = only != null ? only : System.nanoTime();
        long count = only != null ? 1 : COUNT;
        List<String> wrong = new ArrayList<>();
        List<?> errors;
        try (LogLines log = new LogLines()) {
            LongStream.range(first, first + count).forEach(seed -> {
                if (wrong.size() < 5) {
                    try {
                        run(seed);
                    } catch (AssertionError | RuntimeException e) {
                        wrong.add("seed " + seed + ": " + e);
                    }
                }
            });
            errors = log.errors();
        }

        assertThat(wrong)
                .as("sequences that did harm; run one again with -Dliar.seed=N")
                .isEmpty();
        assertThat(errors).isEmpty();
    }

    private static void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (World world = new World(seed)) {
            Herald herald = new Herald(world);
            Trystero alice = world.instance("alice");
            Trystero bob = world.instance("bob");
            JavaScriptLikePeer mallory = new JavaScriptLikePeer(
                    world.network.host("mallory"), world.network.host("mallory").peerId());
            Room hers = world.join(alice, "lobby");
            world.join(alice, "vip", room -> room.password("s3cret"));
            hers.action("chat", String.class).values().subscribe();
            hers.request("ask", String.class, String.class)
                    .handle(query -> random.nextBoolean() ? Mono.never() : Mono.empty())
                    .subscribe();
            hers.streamAction("file").streams().subscribe(stream -> {
                if (random.nextBoolean()) {
                    stream.bytes().take(random.nextInt(1, 4)).subscribe(bytes -> {}, failure -> {});
                }
            });
            mallory.join("lobby", "");
            world.await(
                    Duration.ofSeconds(10),
                    "the liar joined",
                    () -> mallory.link(alice.selfId().value()) != null);
            ChannelLiar onChannel = new ChannelLiar(random.nextLong(), mallory);
            RelayLiar onRelay = new RelayLiar(random.nextLong(), herald, alice.selfId());
            for (int act = 0; act < ACTS; act++) {
                if (random.nextBoolean() && onChannel.connect(alice.selfId())) {
                    onChannel.act(MOST);
                } else {
                    onRelay.act(MOST);
                }
                world.millis(random.nextInt(2_000));
                assertThat(world.network.host("alice").connections()).hasSizeLessThan(CONNECTIONS);
                assertThat(Inspection.receivedBytes(alice)).isLessThan(RECEIVED);
            }
            talk(world, hers, world.join(bob, "lobby"), alice, bob);
            world.seconds(61);
            assertThat(Inspection.receivedBytes(alice)).isLessThan(1 << 20);
        }
    }

    private static void talk(World world, Room hers, Room his, Trystero alice, Trystero bob) {
        world.await(
                Duration.ofSeconds(130),
                "the honest pair joined",
                () -> hers.peers().contains(bob.selfId()) && his.peers().contains(alice.selfId()));
        List<String> heard = world.watch(his.action("chat", String.class).values());
        hers.action("chat", String.class).send("hello").subscribe();
        world.await(Duration.ofSeconds(5), "the honest pair talks", () -> heard.contains("hello"));
    }
}
