package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Two peers in a room that they leave and join again, while a herald announces them. */
final class RejoiningPair implements AutoCloseable {

    private static final String ROOM = "lobby";
    private static final String OTHER_ROOM = "hall";

    private final World world;
    private final Herald herald;
    private final Side first;
    private final Side second;

    /** One of the two. */
    interface Side {

        String id();

        void leaveAndRejoin(long pauseMillis);

        /** Returns who is in the room as this side sees it; nobody while it is not there itself. */
        Set<String> peers();

        void say(String text);

        /** Returns what was heard in the room since it was last joined. */
        List<String> heard();
    }

    private RejoiningPair(World world, Side first, Side second) {
        this.world = world;
        this.first = first;
        this.second = second;
        this.herald = new Herald(world);
        awaitJoined(Duration.ofSeconds(30), "the first meeting");
        world.seconds(5);
    }

    /** Ours and a JavaScript peer. */
    static RejoiningPair ours(long seed, Order order, String password, boolean another) {
        World world = new World(seed);
        Side ours = new Ours(world, order.first, password, another);
        return new RejoiningPair(world, ours, new Theirs(world, "second", order.second, password, another));
    }

    static RejoiningPair bothTheirs(long seed, Order order) {
        World world = new World(seed);
        return new RejoiningPair(
                world,
                new Theirs(world, "first", order.first, "", false),
                new Theirs(world, "second", order.second, "", false));
    }

    Side first() {
        return first;
    }

    Side second() {
        return second;
    }

    void announceAfter(long millis) {
        world.millis(millis);
        herald.announce(ROOM, first.id());
        herald.announce(ROOM, second.id());
        // until both have at least begun to come back
        world.millis(Math.max(0, 700 - millis));
    }

    boolean areJoinedWithin(Duration limit) {
        return world.time.advanceUntil(this::areJoined, limit);
    }

    void awaitJoined(Duration limit, String what) {
        world.await(limit, "both joined, " + what, this::areJoined);
    }

    /** What looks joined must last, whatever timers run, and must be of use. */
    void checkThatTheyStayAndTalk() {
        world.seconds(15);
        assertThat(areJoined()).as("still joined").isTrue();
        first.say("from the first");
        second.say("from the second");
        world.seconds(1);
        assertThat(first.heard()).last().isEqualTo("from the second");
        assertThat(second.heard()).last().isEqualTo("from the first");
    }

    private boolean areJoined() {
        return first.peers().equals(Set.of(second.id())) && second.peers().equals(Set.of(first.id()));
    }

    @Override
    public void close() {
        world.close();
    }

    private static final class Ours implements Side {

        private final World world;
        private final Trystero instance;
        private final UnaryOperator<RoomConfig> config;
        private @Nullable Room room;
        private List<String> heard = List.of();

        Ours(World world, String id, String password, boolean another) {
            this.world = world;
            instance = world.instance("ours", id);
            config = password.isEmpty() ? it -> it : it -> it.password(password);
            if (another) {
                world.join(instance, OTHER_ROOM);
            }
            joined(world.join(instance, ROOM, config));
        }

        @Override
        public String id() {
            return instance.selfId().value();
        }

        @Override
        public void leaveAndRejoin(long pauseMillis) {
            Room left = room;
            room = null;
            if (left != null) {
                left.leave()
                        .subscribe(
                                null, null, () -> world.time.schedule(this::join, pauseMillis, TimeUnit.MILLISECONDS));
            }
        }

        private void join() {
            instance.join(ROOM, config).subscribe(this::joined);
        }

        private void joined(Room joined) {
            room = joined;
            heard = world.watch(joined.action("chat", String.class).values());
        }

        @Override
        public void say(String text) {
            Objects.requireNonNull(room).action("chat", String.class).send(text).subscribe();
        }

        @Override
        public List<String> heard() {
            return heard;
        }

        @Override
        public Set<String> peers() {
            Room here = room;
            return here == null
                    ? Set.of()
                    : here.peers().stream().map(PeerId::value).collect(Collectors.toSet());
        }
    }

    private static final class Theirs implements Side {

        private final World world;
        private final JavaScriptLikePeer process;
        private final String password;
        private JavaScriptLikeRoom room;

        Theirs(World world, String label, String id, String password, boolean another) {
            this.world = world;
            this.password = password;
            process = new JavaScriptLikePeer(world.network.host(label), id);
            if (another) {
                process.join(OTHER_ROOM, "");
            }
            room = process.join(ROOM, password);
        }

        @Override
        public String id() {
            return process.id();
        }

        @Override
        public void leaveAndRejoin(long pauseMillis) {
            room.leave(() ->
                    world.time.schedule(() -> room = process.join(ROOM, password), pauseMillis, TimeUnit.MILLISECONDS));
        }

        @Override
        public Set<String> peers() {
            return room.isLeft() ? Set.of() : room.peers();
        }

        @Override
        public void say(String text) {
            room.say(text);
        }

        @Override
        public List<String> heard() {
            return room.heard();
        }
    }
}
