package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.IncomingStream;
import io.trystero.Inspection;
import io.trystero.PeerEvent;
import io.trystero.RequestAction;
import io.trystero.Room;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** What a peer has sent and nobody has consumed is bounded: past it the connection closes, as no frame may be lost alone. */
class InboundBoundsTest {

    private static final int MIB = 1 << 20;
    private static final byte[] LARGE = new byte[8 * MIB - 4_096];

    private final LogLines log = new LogLines();
    private final World world = new World(41);
    private final StallingScheduler loop =
            new StallingScheduler(world.network.host("bob").scheduler());
    private final StallingScheduler callbacks =
            new StallingScheduler(world.network.host("bob").scheduler());
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance(
            "bob",
            world.network.host("bob").peerId(),
            builder -> builder.strategy(world.network.host("bob").strategy())
                    .scheduler(loop)
                    .callbackScheduler(callbacks));
    private final Room hers = world.join(alice, "lobby");
    private final Room his = world.join(bob, "lobby");
    private final List<PeerEvent> events = world.watch(his.peerEvents());

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void whatComesFasterThanTheLoopTakesItClosesTheConnection() {
        meet();
        loop.stall();
        sendLarge("file", 10);
        world.seconds(20);
        loop.goOn();
        world.seconds(1);

        assertOverflowedOnce();
    }

    @Test
    void aStreamWaitsForItsReaderFromWhenTheRoomsWorkerHasTakenIt() {
        List<IncomingStream> streams = world.watch(his.streamAction("file").streams());
        meet();
        callbacks.stall();
        Flux.range(0, 1_000)
                .concatMap(i -> hers.action("chat", String.class).send("more than one turn of the worker"))
                .subscribe();
        hers.action("file", byte[].class).send(new byte[10_000]).subscribe();
        world.seconds(61);
        callbacks.goOn();
        world.seconds(59);

        assertThat(streams).hasSize(1);
        TestSubscriber<ByteBuffer> read = TestSubscriber.create();
        streams.get(0).bytes().subscribe(read);
        world.seconds(1);
        assertThat(read.isTerminatedComplete()).isTrue();
    }

    @Test
    void sixtyMebibytesThatWaitForTheLoopAreNoOverflow() {
        List<byte[]> got = world.watch(his.action("file", byte[].class).values());
        meet();
        loop.stall();
        sendLarge("file", 7);
        world.seconds(20);
        loop.goOn();
        world.seconds(5);

        assertThat(got).hasSize(7);
        assertThat(events).hasSize(1);
        assertThat(Inspection.receivedBytes(bob)).isZero();
    }

    @Test
    void aSubscriberThatBlocksTheRoomsWorkerHoldsNoMoreThanItsPeersBudget() {
        his.action("file", byte[].class).values().subscribe();
        meet();
        callbacks.stall();
        sendLarge("file", 20);
        world.seconds(30);

        assertThat(Inspection.counters(bob).get(Kind.INBOUND_OVERFLOW)).isEqualTo(1);
        assertThat(Inspection.receivedBytes(bob)).isBetween(100L * MIB, 129L * MIB);
        callbacks.goOn();
        world.seconds(70);
        assertOverflowedOnce();
        assertThat(Inspection.receivedBytes(bob)).isZero();
    }

    @Test
    void bytesAreGivenBackOnceTheLastSubscriberHasConsumedOrDroppedThem() {
        Disposable.Composite slow = Disposables.composite();
        for (int i = 0; i < 5; i++) {
            BaseSubscriber<byte[]> subscriber = withoutDemand();
            his.action("file" + i, byte[].class).values().subscribe(subscriber);
            his.action("file" + i, byte[].class).values().subscribe();
            slow.add(subscriber);
        }
        meet();
        for (int i = 0; i < 3; i++) {
            sendLarge("file" + i, 4);
        }
        world.seconds(30);
        assertThat(Inspection.receivedBytes(bob)).isBetween(95L * MIB, 97L * MIB);
        assertThat(events).hasSize(1);

        sendLarge("file3", 4);
        sendLarge("file4", 4);
        world.seconds(30);
        assertOverflowedOnce();
        slow.dispose();
        world.seconds(61);
        assertThat(Inspection.receivedBytes(bob)).isZero();
    }

    @Test
    void requestsThatWaitForTheirHandlerCountUntilTheyAreAnswered() {
        RequestAction<byte[], String> ask = his.request("ask", byte[].class, String.class);
        Disposable handling = ask.handle(query -> Mono.never()).subscribe();
        meet();
        RequestAction<byte[], String> hers = this.hers.request("ask", byte[].class, String.class);
        for (int i = 0; i < 20; i++) {
            hers.request(bob.selfId(), LARGE).onErrorComplete().subscribe();
        }
        world.seconds(30);

        assertOverflowedOnce();
        handling.dispose();
        world.seconds(61);
        assertThat(Inspection.receivedBytes(bob)).isZero();
    }

    @Test
    void whatWaitsForItsActionOrItsFirstSubscriberGoesWithTheRoom() {
        his.action("made", byte[].class);
        meet();
        sendLarge("made", 2);
        sendLarge("unmade", 2);
        world.seconds(10);
        assertThat(Inspection.receivedBytes(bob)).isGreaterThan(31L * MIB);
        his.dispose();
        world.seconds(1);

        assertThat(Inspection.receivedBytes(bob)).isZero();
    }

    @Test
    void messagesForActionsThatNobodyMakesAreBounded() {
        meet();
        hers.action("unmade", String.class)
                .sendAll(Flux.range(0, 16_384 + 6).map(String::valueOf))
                .subscribe();
        world.seconds(30);

        assertThat(Inspection.counters(bob).get(Kind.OVER_BOUND)).isEqualTo(6);
        assertThat(events).hasSize(1);
    }

    @Test
    void metadataCountsAsMuchAsThePayload() {
        meet();
        SendOptions heavy = SendOptions.toAll().metadata("m".repeat(60_000));
        Flux.range(0, 400)
                .concatMap(i -> hers.action("unmade", String.class).send("", heavy))
                .subscribe();
        world.seconds(30);

        assertThat(Inspection.counters(bob).get(Kind.OVER_BOUND)).isBetween(100L, 150L);
        assertThat(events).hasSize(1);
    }

    private void meet() {
        world.await(
                Duration.ofSeconds(5),
                "joined",
                () -> events.size() == 1 && !hers.peers().isEmpty());
    }

    private void sendLarge(String action, int count) {
        hers.action(action, byte[].class)
                .sendAll(Flux.fromStream(IntStream.range(0, count).mapToObj(i -> LARGE)))
                .onErrorComplete()
                .subscribe();
    }

    /** The peer has left for that reason, and was found again. */
    private void assertOverflowedOnce() {
        world.await(Duration.ofSeconds(10), "found again", () -> events.size() == 3);
        assertThat(events.get(1)).isEqualTo(new PeerEvent.Left(alice.selfId(), PeerEvent.Reason.INBOUND_OVERFLOW));
        assertThat(Events.bare(events.get(2))).isEqualTo(Events.joined(alice.selfId()));
        assertThat(Inspection.counters(bob).get(Kind.INBOUND_OVERFLOW)).isEqualTo(1);
        assertThat(log.of("connection"))
                .filteredOn(line -> line.contains("consumed"))
                .hasSize(1);
    }

    private static BaseSubscriber<byte[]> withoutDemand() {
        return new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}
        };
    }
}
