package io.trystero.star;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionTest {

    private final List<PeerId> peers = new ArrayList<>();
    private final Election election = new Election(new PeerId("m"), true, () -> peers);

    @Test
    void theLowestByCodeUnitsIsTheHub() {
        come("a");
        come("Z");
        assertThat(election.hub()).contains(new PeerId("Z"));
    }

    @Test
    void whoIsNotHereIsNotRemembered() {
        election.said(new PeerId("a"), true);

        assertThat(election.hub()).contains(new PeerId("m"));
        assertThat(election.believes(new PeerId("a"))).isFalse();
    }

    @Test
    void whoHasComeButIsNotToldOfYetIsTheHubOnceItIs() {
        PeerId early = new PeerId("a");
        peers.add(early);
        election.said(early, true);
        assertThat(election.hub()).contains(new PeerId("m"));

        election.joined(early);
        assertThat(election.hub()).contains(early);
    }

    @Test
    void ofThoseThatWereWillingTheLatestAreBelieved() {
        for (int i = 0; i <= Election.FORMER; i++) {
            come("peer" + i);
            election.left(new PeerId("peer" + i));
        }

        assertThat(election.believes(new PeerId("peer0"))).isFalse();
        assertThat(election.believes(new PeerId("peer1"))).isTrue();
        assertThat(election.believes(new PeerId("peer" + Election.FORMER))).isTrue();
    }

    private void come(String name) {
        election.joined(new PeerId(name));
        election.said(new PeerId(name), true);
    }
}
