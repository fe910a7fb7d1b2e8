package io.trystero.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.RelayStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ComplaintsTest {

    private final Complaints complaints = new Complaints("wss://tracker.example");
    private final List<RelayStatus> statuses = new ArrayList<>();

    @Test
    void aFailureOfOneRoomShowsUntilThatRoomsAnnounceIsTaken() {
        watch();
        complaints.failure("one", "full");
        complaints.taken("another");
        assertThat(last().reason()).isEqualTo("full");
        complaints.taken("one");
        assertThat(last().reason()).isNull();
    }

    @Test
    void aFailureOfARoomThatWasLeftIsForgotten() {
        watch();
        complaints.failure("one", "full");
        complaints.forget("one");
        assertThat(last().reason()).isNull();
    }

    @Test
    void onlySoManyRoomsAreRemembered() {
        watch();
        for (int i = 0; i < 2 * Complaints.MOST_ROOMS; i++) {
            complaints.failure("room " + i, "full");
        }
        for (int i = 0; i < Complaints.MOST_ROOMS; i++) {
            assertThat(last().reason()).isEqualTo("full");
            complaints.taken("room " + i);
        }
        assertThat(last().reason()).isNull();
    }

    private void watch() {
        complaints
                .addTo(Flux.just(RelayStatus.up("torrent", "wss://tracker.example")))
                .subscribe(statuses::add);
    }

    private RelayStatus last() {
        return statuses.get(statuses.size() - 1);
    }
}
