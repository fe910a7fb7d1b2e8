package io.trystero.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trystero.signaling.SignalingContext;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

class SupabaseStrategyTest {

    @Test
    void aProjectsUrlSaysWhereItsSocketIs() {
        assertThat(ProjectUrl.parse("url", "https://Board.supabase.co/").webSocket("a+b"))
                .isEqualTo(io.trystero.websocket.WebSocketUrl.parse(
                        "wss://board.supabase.co/realtime/v1/websocket?apikey=a%2Bb&vsn=2.0.0"));
        assertThat(ProjectUrl.parse("url", "http://127.0.0.1:54321/base").webSocket("k"))
                .isEqualTo(io.trystero.websocket.WebSocketUrl.parse(
                        "ws://127.0.0.1:54321/base/realtime/v1/websocket?apikey=k&vsn=2.0.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "board",
                "",
                "wss://board.supabase.co",
                "https://me:hunter2@board.supabase.co",
                "https://board.supabase.co?apikey=hunter2",
                "https://board.supabase.co#top",
                "https://board.supabase.co:70000",
                "https://no host"
            })
    void aUrlOfNoProjectIsRefusedByTheNameOfTheField(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SupabaseStrategy.builder().url(url))
                .withMessageStartingWith("url: ")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void anAppIdThatIsNoProjectIsRefusedWhereNoneIsNamed() {
        SignalingContext context =
                new SignalingContext("com.example.board", "me", Schedulers.parallel(), new SplittableRandom(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SupabaseStrategy.create("key").open(context))
                .withMessageStartingWith("url, which is the app id unless set: ");
    }

    @Test
    void aKeyIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SupabaseStrategy.builder().build())
                .withMessageStartingWith("key: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SupabaseStrategy.create(" "))
                .withMessageStartingWith("key: ");
    }

    @Test
    void isEqualByValueAndShowsNoKey() {
        assertThat(strategy().build())
                .isEqualTo(strategy().build())
                .hasSameHashCodeAs(strategy().build())
                .isNotEqualTo(strategy().key("other").build())
                .isNotEqualTo(strategy().trust(ServerTrust.insecure()).build())
                .isNotEqualTo(
                        strategy().proxy(HttpProxy.parse("http://proxy:3128")).build())
                .isNotEqualTo(SupabaseStrategy.create("hunter2"))
                .hasToString("supabase[https://board.supabase.co]");
        assertThat(SupabaseStrategy.create("hunter2")).hasToString("supabase[]");
    }

    private static SupabaseStrategy.Builder strategy() {
        return SupabaseStrategy.builder().url("https://board.supabase.co").key("hunter2");
    }
}
