package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;
import reactor.util.context.Context;

class SendAllTest {

    private final TwoPeers peers = new TwoPeers();

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void asksForTheNextValueWhenOneIsSent() {
        List<Long> requests = new ArrayList<>();
        TestSubscriber<Void> sending = peers.subscribe(peers.hers
                .action("file", byte[].class)
                .sendAll(Flux.range(0, 3).map(i -> new byte[5_000_000]).doOnRequest(requests::add)));
        assertThat(requests).as("while the first is under way").containsExactly(1L);
        peers.seconds(10);

        assertThat(sending.isTerminatedComplete()).isTrue();
        assertThat(requests).allMatch(n -> n == 1);
    }

    @Test
    void keepsTheirOrder() {
        List<Integer> heard =
                peers.world.watch(peers.his.action("number", Integer.class).values());
        peers.subscribe(peers.hers.action("number", Integer.class).sendAll(Flux.range(0, 100)));
        peers.seconds(3);

        assertThat(heard).containsExactlyElementsOf(Flux.range(0, 100).toIterable());
    }

    @Test
    void sendsEachToWhoIsThereThen() {
        TestPublisher<String> source = TestPublisher.create();
        TestSubscriber<Void> sending = peers.subscribe(peers.herChat().sendAll(source));
        source.next("before carol");
        var carols = peers.world.join(peers.world.instance("carol"), "lobby");
        List<String> heard =
                peers.world.watch(carols.action("chat", String.class).values());
        peers.seconds(3);
        source.next("with carol");
        peers.seconds(1);
        source.complete();
        peers.seconds(1);

        assertThat(heard).containsExactly("with carol");
        assertThat(sending.isTerminatedComplete()).isTrue();
    }

    @Test
    void cancelCancelsTheSource() {
        TestPublisher<String> source = TestPublisher.create();
        peers.subscribe(peers.herChat().sendAll(source)).cancel();

        source.assertCancelled();
    }

    @Test
    void theErrorOfTheSourceEndsIt() {
        TestSubscriber<Void> sending = peers.subscribe(
                peers.herChat().sendAll(Flux.<String>error(new IllegalStateException("as it happens"))));

        assertThat(sending.expectTerminalError()).hasMessage("as it happens");
    }

    @Test
    void theSourceSeesTheContextOfTheSubscriber() {
        List<String> heard = peers.world.watch(peers.hisChat().values());
        peers.subscribe(peers.herChat()
                .sendAll(Flux.deferContextual(context -> Flux.just(context.<String>get("who"))))
                .contextWrite(Context.of("who", "alice")));
        peers.seconds(1);

        assertThat(heard).containsExactly("alice");
    }
}
