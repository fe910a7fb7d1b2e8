package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.RequestAction;
import io.trystero.RequestOptions;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.SendOptions;
import io.trystero.StreamAction;
import io.trystero.Trystero;
import io.trystero.TrysteroBuilder;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.room.World;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** A mistake is told at the call, by the parameter's name, and never by a silence. */
@SuppressWarnings({"CheckReturnValue", "NullAway"}) // mistakes are what is tested
class ArgumentsTest {

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final World world = new World(5);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");

    @AfterEach
    void stop() {
        world.close();
    }

    @TestFactory
    List<DynamicTest> nullIsRefusedByName() {
        TrysteroBuilder builder = Trystero.builder("app");
        return List.of(
                refuses("appId", () -> Trystero.builder(null)),
                refuses("strategy", () -> builder.strategy(null)),
                refuses("transport", () -> builder.transport(null)),
                refuses("scheduler", () -> builder.scheduler(null)),
                refuses("scheduler", () -> builder.callbackScheduler(null)),
                refuses("scheduler", () -> builder.blockingScheduler(null)),
                refuses("random", () -> builder.random(null)),
                refuses("id", () -> builder.selfId(null)),
                refuses("policy", () -> builder.iceTransportPolicy(null)),
                refuses("servers", () -> builder.iceServers((IceServer) null)),
                refuses("servers", () -> builder.iceServers((Mono<List<IceServer>>) null, Duration.ZERO)),
                refuses("maxAge", () -> builder.iceServers(Mono.never(), null)),
                refuses("url", () -> IceServer.stun(null)),
                refuses("value", () -> new PeerId(null)),
                refuses("peers", () -> SendOptions.to((PeerId) null)),
                refuses("peers", () -> SendOptions.to((Collection<PeerId>) null)),
                refuses("listener", () -> SendOptions.toAll().onProgress(null)),
                refuses("listener", () -> RequestOptions.none().onProgress(null)),
                refuses("timeout", () -> RequestOptions.none().timeout(null)));
    }

    @TestFactory
    List<DynamicTest> nullIsRefusedByNameWhereRoomsAreJoined() {
        return List.of(
                refuses("roomId", () -> alice.join(null)),
                refuses("customizer", () -> alice.join("x", null)),
                refuses("customizer", () -> alice.join("x", room -> null)),
                refuses("use", () -> alice.withRoom("x", null)),
                refuses("roomIds", () -> alice.switchRooms(null, room -> Mono.empty())),
                refuses("use", () -> alice.switchRooms(Flux.just("x"), null)),
                refuses("policy", () -> configure(room -> room.iceTransportPolicy(null))),
                refuses("handshake", () -> configure(room -> room.handshake(null))),
                refuses("retry", () -> configure(room -> room.connectRetry(null))),
                refuses("password", () -> configure(room -> room.password(null))));
    }

    @Test
    void nullIsRefusedByNameInTheRoom() throws Throwable {
        Room room = world.join(alice, "lobby");
        MessageAction<String> chat = room.action("chat", String.class);
        RequestAction<String, String> ask = room.request("ask", String.class, String.class);
        StreamAction stream = room.streamAction("stream");
        PeerId peer = bob.selfId();
        List<DynamicTest> mistakes = List.of(
                refuses("peer", () -> room.ping(null)),
                refuses("name", () -> room.action(null, String.class)),
                refuses("type", () -> room.action("x", (Class<String>) null)),
                refuses("options", () -> chat.send("hello", null)),
                refuses("bytes", () -> chat.send((Publisher<ByteBuffer>) null, 5)),
                refuses("options", () -> chat.send(Flux.empty(), 0, null)),
                refuses("file", () -> chat.sendFile(null)),
                refuses("options", () -> chat.sendFile(Path.of("x"), null)),
                refuses("values", () -> chat.sendAll(null)),
                refuses("bytes", () -> stream.send(null, 5)),
                refuses("peer", () -> ask.request(null, "?")),
                refuses("options", () -> ask.request(peer, "?", null)),
                refuses("peers", () -> ask.requestMany(Arrays.asList(peer, null), "?")),
                refuses("handler", () -> ask.handle(null)),
                refuses("handler", () -> ask.handleRequests(null)));
        for (DynamicTest mistake : mistakes) {
            mistake.getExecutable().execute();
        }
    }

    @Test
    void theLengthOfASendIsRefusedByNameAndRange() {
        MessageAction<String> chat = world.join(alice, "lobby").action("chat", String.class);
        assertThatThrownBy(() -> chat.send(Flux.empty(), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("length", "from 0 to", "-1");
    }

    @Test
    void aNameThatUtf8CannotCarryIsRefused() {
        Room room = world.join(alice, "lobby");
        assertThatThrownBy(() -> room.action("\ud800", String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThat(room.action("\ud83d\ude00", String.class).name()).hasSize(2);
    }

    @Test
    void timesWithoutEndAreAsGoodAsNone() {
        UnaryOperator<RoomConfig> patient = room ->
                room.joinTimeout(FOR_EVER).handshakeTimeout(FOR_EVER).iceServers(Mono.fromSupplier(List::of), FOR_EVER);
        Room hers = world.join(alice, "lobby", patient);
        Room his = world.join(bob, "lobby", patient);
        world.seconds(5);
        assertThat(hers.peers()).containsExactly(bob.selfId());

        his.request("ask", String.class, String.class).handle(Mono::just).subscribe();
        String answer = world.get(hers.request("ask", String.class, String.class)
                .request(bob.selfId(), "hello", RequestOptions.none().timeout(FOR_EVER)));
        assertThat(answer).isEqualTo("hello");
    }

    @Test
    void relayedConnectionsWithoutATurnServerAreRefused() {
        UnaryOperator<RoomConfig> relayed = room -> room.iceTransportPolicy(IceTransportPolicy.RELAY);
        assertThatThrownBy(() -> alice.join("lobby", relayed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("iceTransportPolicy(RELAY)", "TURN");
        assertThat(alice.join("lobby", room -> relayed.apply(room).iceServers(Mono.never(), Duration.ZERO)))
                .isNotNull();
    }

    @Test
    void whateverAStrategyThrowsFailsTheJoinAndTheNextOneIsTried() {
        TestSubscriber<Room> joining = TestSubscriber.create();
        alice.join("lobby", room -> room.strategies(new BrokenStrategy())).subscribe(joining);
        world.seconds(1);
        assertThat(joining.expectTerminalError()).isInstanceOf(AssertionError.class);

        assertThat(world.join(alice, "lobby").isDisposed()).isFalse();
    }

    private static final class BrokenStrategy implements SignalingStrategy {

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public List<TopicRelay> open(SignalingContext context) {
            throw new AssertionError("this cannot happen");
        }
    }

    private void configure(UnaryOperator<RoomConfig> customizer) {
        var unused = alice.join("x", customizer);
    }

    private static DynamicTest refuses(String name, ThrowingCallable call) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThatThrownBy(call)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining(name)
                        .hasMessageContaining("null"));
    }
}
