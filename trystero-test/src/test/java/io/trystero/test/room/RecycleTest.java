package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.PeerEvent.Reason;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.Room;
import io.trystero.SendOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** A connection that is worn out is made anew, and what was sent over it arrives. */
class RecycleTest {

    private static final int MESSAGES = 2_000;

    private final World world = new World(61);

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void everythingThatBothSendMeanwhileArrives(Order order) {
        Room one = world.join(world.instance("one", order.first), "lobby");
        Room other = world.join(world.instance("other", order.second), "lobby");
        List<PeerEvent> seen = world.watch(one.peerEvents());
        List<String> heardByOne = world.watch(one.action("n", String.class).values());
        List<String> heardByOther = world.watch(other.action("n", String.class).values());
        world.seconds(3);

        List<String> sentByOne = world.watch(numbers("one", one, other.selfId()));
        List<String> sentByOther = world.watch(numbers("other", other, one.selfId()));
        world.seconds(2);
        world.network.host("one").wearOutConnections();
        world.seconds(40);

        assertThat(sentByOne).hasSize(MESSAGES);
        assertThat(sentByOther).hasSize(MESSAGES);
        assertThat(heardByOther).containsAll(sentByOne);
        assertThat(heardByOne).containsAll(sentByOther);
        PeerId peer = other.selfId();
        assertThat(Events.bare(seen))
                .containsExactly(Events.joined(peer), new PeerEvent.Left(peer, Reason.RECYCLED), Events.joined(peer));
        assertThat(world.network.host("one").connections()).hasSize(1);
    }

    @Test
    void aJavaScriptPeerLeavesAndJoinsAgain() {
        Room ours = world.join(world.instance("ours", Order.FIRST_LEADS.first), "lobby");
        List<PeerEvent> seen = world.watch(ours.peerEvents());
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), Order.FIRST_LEADS.second);
        JavaScriptLikeRoom theirs = peer.join("lobby", "");
        world.seconds(3);
        world.network.host("ours").wearOutConnections();
        theirs.say("last words");
        List<String> heard = world.watch(ours.action("chat", String.class).values());
        world.await(Duration.ofSeconds(5), "back", () -> theirs.comings().size() == 3);
        theirs.say("first words");
        world.seconds(2);

        PeerId id = new PeerId(peer.id());
        assertThat(heard).containsExactly("last words", "first words");
        assertThat(theirs.comings()).containsExactly("joined", "left", "joined");
        assertThat(Events.bare(seen))
                .containsExactly(Events.joined(id), new PeerEvent.Left(id, Reason.RECYCLED), Events.joined(id));
    }

    /** Sends numbers to a peer, each until it could be sent, and returns them as they are. */
    private Flux<String> numbers(String host, Room from, PeerId to) {
        Scheduler time = world.network.host(host).scheduler();
        MessageAction<String> action = from.action("n", String.class);
        return Flux.fromStream(IntStream.range(0, MESSAGES).mapToObj(Integer::toString))
                .concatMap(
                        number -> Mono.delay(Duration.ofMillis(5), time)
                                .then(action.send(number, SendOptions.to(to)))
                                .retryWhen(Retry.fixedDelay(1_000, Duration.ofMillis(100))
                                        .scheduler(time)
                                        .filter(error -> error instanceof PeerLeftException))
                                .thenReturn(number),
                        1);
    }
}
