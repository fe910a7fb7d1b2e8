package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.engine.FairBudget;
import io.trystero.engine.StreamMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomStreamsTest {

    private static final PeerId PEER = new PeerId("01234567890123456789");

    private final StreamMemory memory = new StreamMemory(new FairBudget(2_000).share(1_000));
    private final List<Runnable> told = new ArrayList<>();
    private final RoomStreams streams = new RoomStreams(told::add);

    @Test
    void memoryIsShortFromHalfOnAndNoLongerBelowAQuarter() {
        PeerStreams ofPeer = streams.enter(PEER, memory);
        memory.reserve(500);
        assertThat(ofPeer.isShort()).isFalse();
        memory.reserve(1);
        assertThat(ofPeer.isShort()).isTrue();
        memory.release(251);
        assertThat(ofPeer.isShort()).isTrue();
        memory.release(1);
        assertThat(ofPeer.isShort()).isFalse();
        assertThat(told).hasSize(1);
        memory.reserve(300);

        assertThat(told).hasSize(2);
    }

    @Test
    void memoryIsShortAlsoWhenOthersHaveTakenIt() {
        FairBudget budget = new FairBudget(2_000);
        StreamMemory mine = new StreamMemory(budget.share(1_000));
        PeerStreams ofPeer = streams.enter(PEER, mine);
        mine.reserve(400);
        assertThat(ofPeer.isShort()).isFalse();
        budget.share(1_000).reserve(800);

        assertThat(ofPeer.isShort()).isTrue();
        assertThat(told).hasSize(1);
    }

    @Test
    void aPeerThatHasNoStreamsAnyMoreHearsNothing() {
        PeerStreams ofPeer = streams.enter(PEER, memory);
        assertThat(streams.enter(PEER, null)).isSameAs(ofPeer);
        streams.leave(PEER);
        assertThat(streams.enter(PEER, memory)).isSameAs(ofPeer);
        streams.leave(PEER);
        streams.leave(PEER);
        memory.reserve(600);

        assertThat(told).isEmpty();
        assertThat(streams.enter(PEER, memory)).isNotSameAs(ofPeer);
    }

    @Test
    void thatComesBackHasTheMemoryOfItsNewConnection() {
        PeerStreams ofPeer = streams.enter(PEER, memory);
        StreamMemory next = new StreamMemory(new FairBudget(2_000).share(1_000));
        streams.enter(PEER, next);
        memory.reserve(600);
        assertThat(ofPeer.isShort()).isFalse();
        next.reserve(600);

        assertThat(ofPeer.isShort()).isTrue();
        assertThat(told).hasSize(1);
    }
}
