package io.trystero.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trystero.websocket.ServerTrust;
import org.junit.jupiter.api.Test;

class TorrentStrategyTest {

    @Test
    void usesTheFirstThreePublicTrackersUnlessToldOtherwise() {
        assertThat(TorrentStrategy.create())
                .hasToString("torrent[wss://open.ftorrent.com, wss://tracker.webtorrent.dev,"
                        + " wss://tracker.openwebtorrent.com]")
                .isEqualTo(TorrentStrategy.builder().redundancy(3).build());
        assertThat(TorrentStrategy.builder().redundancy(5).build().toString())
                .endsWith("wss://tracker.files.fm:7073/announce]");
        assertThat(TorrentStrategy.builder()
                        .url("ws://a")
                        .redundancy(1)
                        .url("ws://b")
                        .build())
                .hasToString("torrent[ws://a, ws://b]");
    }

    @Test
    void isEqualByItsSettings() {
        TorrentStrategy one =
                TorrentStrategy.builder().url("ws://a").url("ws://a").build();

        assertThat(one)
                .isEqualTo(TorrentStrategy.builder().url("ws://a").build())
                .isNotEqualTo(TorrentStrategy.builder().url("ws://b").build())
                .isNotEqualTo(TorrentStrategy.builder()
                        .url("ws://a")
                        .trust(ServerTrust.insecure())
                        .build());
    }

    @Test
    void saysWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorrentStrategy.builder().url("https://me:hunter2@example.org"))
                .withMessageStartingWith("url: ")
                .withMessageNotContaining("hunter2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorrentStrategy.builder().redundancy(6))
                .withMessage("redundancy must be from 1 to 5, but is 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorrentStrategy.builder().redundancy(0));
    }

    @Test
    void doesNotTrickle() {
        assertThat(TorrentStrategy.create().trickle()).isFalse();
    }
}
