package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Handshake;
import io.trystero.HandshakeContext;
import io.trystero.JoinFailure;
import io.trystero.JoinFailure.Cause;
import io.trystero.MessageTooLargeException;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.test.room.LogLines;
import io.trystero.test.room.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class UserHandshakeTest {

    private final World world = new World(23);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");
    private List<JoinFailure> herFailures = List.of();
    private List<JoinFailure> hisFailures = List.of();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aPeerJoinsWhenBothSidesPass() {
        List<String> ran = new ArrayList<>();
        Room hers = join(alice, context -> Mono.fromRunnable(() -> ran.add("alice of " + context.peer())));
        Room his = join(
                bob,
                context -> Mono.delay(Duration.ofSeconds(2), world.time)
                        .then(Mono.fromRunnable(() -> ran.add("bob of " + context.peer()))));
        world.seconds(1);
        assertThat(hers.peers()).isEmpty();
        world.seconds(3);

        assertThat(hers.peers()).containsExactly(bob.selfId());
        assertThat(his.peers()).containsExactly(alice.selfId());
        assertThat(ran).containsExactlyInAnyOrder("alice of " + bob.selfId(), "bob of " + alice.selfId());
    }

    @Test
    void theTwoExchangeWhatTheyLikeInOrder() {
        List<Object> received = new ArrayList<>();
        Handshake exchange = context -> {
            Mono<Void> speak = context.send("a text")
                    .then(context.send(Map.of("a", "map")))
                    .then(context.send(new byte[] {1, 2, 3}));
            Mono<Void> listen = context.receive(String.class)
                    .doOnNext(received::add)
                    .then(context.receive(Map.class).doOnNext(received::add))
                    .then(context.receive(byte[].class).doOnNext(bytes -> received.add(bytes.length)))
                    .then();
            return context.isInitiator() ? speak.then(listen) : listen.then(speak);
        };
        Room hers = join(alice, exchange);
        join(bob, exchange);
        world.seconds(3);

        assertThat(hers.peers()).containsExactly(bob.selfId());
        assertThat(received).containsExactly("a text", Map.of("a", "map"), 3, "a text", Map.of("a", "map"), 3);
    }

    @Test
    void aPayloadIsNotGivenToSomebodyWhoHasCeasedToWait() {
        List<String> received = new ArrayList<>();
        join(alice, context -> Mono.delay(Duration.ofSeconds(2), world.time).then(context.send("late")));
        join(
                bob,
                context -> context.receive(String.class)
                        .timeout(Duration.ofSeconds(1), world.time)
                        .retry(4)
                        .doOnNext(received::add)
                        .then());
        world.seconds(5);

        assertThat(received).containsExactly("late");
    }

    @Test
    void exactlyOneSideIsTheInitiator() {
        List<Boolean> initiators = new ArrayList<>();
        Handshake handshake = context -> Mono.fromRunnable(() -> initiators.add(context.isInitiator()));
        join(alice, handshake);
        join(bob, handshake);
        world.seconds(3);

        assertThat(initiators).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void itRunsAfterThePasswords() {
        UnaryOperator<RoomConfig> config = room -> room.password("s3cret")
                .handshake(context ->
                        context.send("hi").then(context.receive(String.class)).then());
        Room hers = world.join(alice, "vip", config);
        world.join(bob, "vip", config);
        world.seconds(3);

        assertThat(hers.peers()).containsExactly(bob.selfId());
    }

    @Test
    void aRefusalIsAFailureHereAndATimeoutThere() {
        Room hers = join(alice, context -> Mono.error(new IllegalStateException("not on the list")));
        Room his = join(bob, context -> Mono.empty());
        world.seconds(12);

        assertThat(herFailures.get(0).cause()).isEqualTo(Cause.HANDSHAKE_REFUSED);
        assertThat(herFailures.get(0).message()).isEqualTo("not on the list");
        assertThat(herFailures.get(0).peer()).isEqualTo(bob.selfId());
        assertThat(hisFailures).isNotEmpty().allMatch(failure -> failure.cause() == Cause.HANDSHAKE_TIMEOUT);
        world.seconds(300);
        assertThat(hers.peers()).isEmpty();
        assertThat(his.peers()).isEmpty();
    }

    @Test
    void whoWasRefusedMayPassLater() {
        int[] asked = new int[1];
        Room hers = join(
                alice, context -> asked[0]++ == 0 ? Mono.error(new IllegalStateException("not yet")) : Mono.empty());
        Room his = join(bob, context -> Mono.empty());
        world.await(
                Duration.ofSeconds(75),
                "joined",
                () -> hers.peers().contains(bob.selfId()) && his.peers().contains(alice.selfId()));
    }

    @Test
    void whoIsRefusedIsAskedLessAndLessOften() {
        List<Duration> asked = new ArrayList<>();
        join(
                alice,
                context -> Mono.fromRunnable(() -> asked.add(world.time.elapsed()))
                        .then(Mono.error(new IllegalStateException("not on the list"))));
        join(bob, context -> Mono.empty());
        world.seconds(2);
        assertThat(asked).hasSizeBetween(1, 2);
        world.seconds(600);

        assertThat(asked).hasSizeBetween(4, 20);
        for (int i = 2; i < asked.size(); i++) {
            Duration pause = asked.get(i).minus(asked.get(i - 1));
            assertThat(pause).isGreaterThanOrEqualTo(Duration.ofSeconds(Math.min(60, 1L << Math.min(i - 1, 6))));
        }
    }

    @Test
    void whatItFailsWithIsKeptAndLoggedOnceOfEachKind() {
        int[] asked = new int[1];
        try (LogLines log = new LogLines()) {
            join(
                    alice,
                    context -> Mono.error(
                            asked[0]++ % 2 == 0
                                    ? new IllegalStateException("not on the list")
                                    : new NullPointerException("a bug")));
            join(bob, context -> Mono.empty());
            world.seconds(200);

            assertThat(log.stacks("discovery"))
                    .filteredOn(name -> !name.contains("Timeout"))
                    .containsExactly("java.lang.IllegalStateException", "java.lang.NullPointerException");
        }
        assertThat(herFailures)
                .extracting(failure -> String.valueOf(failure.error()))
                .contains("java.lang.IllegalStateException: not on the list", "java.lang.NullPointerException: a bug");
    }

    @Test
    void aPayloadThatTheOtherSideWouldNotTakeFailsTheSend() {
        join(alice, context -> context.send(new byte[(1 << 20) + 1]));
        join(bob, context -> context.receive(byte[].class).then());
        world.seconds(3);

        assertThat(herFailures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.error()).isInstanceOf(MessageTooLargeException.class));
    }

    @Test
    void theLargestPayloadArrives() {
        List<Integer> received = new ArrayList<>();
        join(alice, context -> context.send(new byte[1 << 20]));
        join(
                bob,
                context -> context.receive(byte[].class)
                        .doOnNext(bytes -> received.add(bytes.length))
                        .then());
        world.seconds(5);

        assertThat(received).containsExactly(1 << 20);
    }

    @Test
    void onceItIsOverNothingIsSentOrAwaited() {
        List<HandshakeContext> kept = new ArrayList<>();
        List<Throwable> errors = new ArrayList<>();
        join(alice, context -> {
            kept.add(context);
            context.receive(String.class).subscribe(value -> {}, errors::add);
            return Mono.empty();
        });
        join(bob, context -> Mono.empty());
        world.seconds(3);
        assertThat(errors).hasSize(1);

        kept.get(0).send("late").subscribe(done -> {}, errors::add);
        kept.get(0).receive(String.class).subscribe(value -> {}, errors::add);
        world.seconds(1);
        assertThat(errors).hasSize(3).allSatisfy(error -> assertThat(error).hasMessageContaining("is over"));
    }

    @Test
    void whatBelongsToThePasswordsCheckIsNotSent() {
        join(alice, context -> context.send(Map.of("__trystero_pw", "challenge", "c", "x")));
        join(bob, context -> Mono.empty());
        world.seconds(3);

        assertThat(herFailures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.error()).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void itIsCancelledWhenItsTimeIsOver() {
        List<String> ends = new ArrayList<>();
        world.join(
                alice,
                "lobby",
                room -> room.handshakeTimeout(Duration.ofSeconds(3)).handshake(never(ends)));
        join(bob, context -> Mono.empty());
        world.millis(2_500);
        assertThat(ends).isEmpty();
        world.seconds(3);

        assertThat(ends).startsWith("cancelled");
    }

    @Test
    void itIsCancelledWhenThePeerLeaves() {
        List<String> ends = new ArrayList<>();
        join(alice, never(ends));
        join(bob, context -> Mono.empty());
        world.seconds(2);
        assertThat(ends).isEmpty();
        bob.dispose();
        world.seconds(1);

        assertThat(ends).containsExactly("cancelled");
        assertThat(herFailures).as("someone who left did not fail").isEmpty();
    }

    @Test
    void itIsCancelledWhenTheRoomIsLeft() {
        List<String> ends = new ArrayList<>();
        Room hers = join(alice, never(ends));
        join(bob, context -> Mono.empty());
        world.seconds(2);
        hers.dispose();
        world.seconds(1);

        assertThat(ends).containsExactly("cancelled");
    }

    @Test
    void messagesOfWhoHasNotPassedAreNotHeard() {
        Room hers = join(
                alice, context -> Mono.delay(Duration.ofSeconds(5), world.time).then());
        Room his = join(bob, context -> Mono.empty());
        List<String> heard = world.watch(hers.action("chat", String.class).values());
        world.seconds(2);
        his.action("chat", String.class).send("too early").subscribe();
        world.seconds(5);
        his.action("chat", String.class).send("in time").subscribe();
        world.seconds(1);

        assertThat(heard).containsExactly("in time");
    }

    @Test
    void whoSendsTooMuchUnaskedIsRefused() {
        join(alice, context -> Mono.never());
        join(bob, context -> send(context, 200));
        world.seconds(9);

        assertThat(herFailures).isNotEmpty().allMatch(failure -> failure.cause() == Cause.HANDSHAKE_REFUSED);
    }

    @Test
    void anotherHandshakeIsAnotherConfiguration() {
        join(alice, context -> Mono.empty());
        List<Throwable> errors = new ArrayList<>();
        alice.join("lobby", room -> room.handshake(context -> Mono.empty())).subscribe(room -> {}, errors::add);
        world.seconds(1);

        assertThat(errors).singleElement().isInstanceOf(io.trystero.RoomConfigConflictException.class);
    }

    private Room join(Trystero instance, Handshake handshake) {
        Room room = world.join(instance, "lobby", it -> it.handshake(handshake));
        List<JoinFailure> failures = world.watch(room.failures());
        if (instance == alice) {
            herFailures = failures;
        } else {
            hisFailures = failures;
        }
        return room;
    }

    private static Handshake never(List<String> ends) {
        return context -> Mono.<Void>never().doOnCancel(() -> ends.add("cancelled"));
    }

    private static Mono<Void> send(HandshakeContext context, int count) {
        Mono<Void> all = Mono.empty();
        for (int i = 0; i < count; i++) {
            all = all.then(context.send("more"));
        }
        return all;
    }
}
