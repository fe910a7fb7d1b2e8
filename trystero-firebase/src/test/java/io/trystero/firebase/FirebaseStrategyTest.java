package io.trystero.firebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trystero.signaling.SignalingContext;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class FirebaseStrategyTest {

    @ParameterizedTest
    @CsvSource({
        "https://board.firebaseio.com, wss://board.firebaseio.com/.ws?v=5&ns=board",
        "https://Board-1.europe-west1.firebasedatabase.app/,"
                + " wss://board-1.europe-west1.firebasedatabase.app/.ws?v=5&ns=board-1",
        "http://127.0.0.1:9000?ns=board, ws://127.0.0.1:9000/.ws?v=5&ns=board",
        "http://localhost:9000/?ns=board, ws://localhost:9000/.ws?v=5&ns=board"
    })
    void aDatabasesUrlSaysWhereItsSocketIs(String url, String socket) {
        DatabaseUrl parsed = DatabaseUrl.parse("databaseUrl", url);

        assertThat(parsed.webSocket()).isEqualTo(io.trystero.websocket.WebSocketUrl.parse(socket));
        assertThat(DatabaseUrl.parse("databaseUrl", parsed.toString())).isEqualTo(parsed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "board",
                "",
                "wss://board.firebaseio.com",
                "https://me:hunter2@board.firebaseio.com",
                "https://board.firebaseio.com/rooms",
                "https://board.firebaseio.com#top",
                "https://board.firebaseio.com:0",
                "https://board.firebaseio.com?auth=hunter2",
                "http://127.0.0.1:9000",
                "http://localhost:9000",
                "http://localhost:9000?ns=a/b",
                "https://no host"
            })
    void aUrlOfNoDatabaseIsRefusedByTheNameOfTheField(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FirebaseStrategy.builder().databaseUrl(url))
                .withMessageStartingWith("databaseUrl: ")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void anAppIdThatIsNoDatabaseIsRefusedWhereNoneIsNamed() {
        SignalingContext context =
                new SignalingContext("com.example.board", "me", Schedulers.parallel(), new SplittableRandom(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FirebaseStrategy.create().open(context))
                .withMessageStartingWith("databaseUrl, which is the app id unless set: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a.b", "a/$b", "a[0]", "a#b", "a\nb"})
    void aPathThatNoDatabaseHasIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FirebaseStrategy.builder().path(path))
                .withMessageStartingWith("path: ");
    }

    @Test
    void aPathThatIsTooLongIsRefused() {
        FirebaseStrategy.builder().path("p".repeat(256));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FirebaseStrategy.builder().path("p".repeat(257)))
                .withMessageStartingWith("path: ");
    }

    @Test
    void aBlankTokenIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FirebaseStrategy.builder().authToken(" "))
                .withMessageStartingWith("authToken: ");
    }

    @Test
    void isEqualByValueAndShowsNoToken() {
        Mono<String> token = Mono.just("hunter2");
        FirebaseStrategy one = strategy().authToken(token).build();

        assertThat(one)
                .isEqualTo(strategy().authToken(token).build())
                .hasSameHashCodeAs(strategy().authToken(token).build());
        assertThat(one).isNotEqualTo(strategy().authToken(Mono.just("hunter2")).build());
        assertThat(strategy().authToken("hunter2").build())
                .isEqualTo(strategy().authToken("hunter2").build());
        assertThat(strategy().authToken("hunter2").build())
                .isNotEqualTo(strategy().authToken("hunter3").build());
        assertThat(one).isNotEqualTo(strategy().build());
        assertThat(strategy().build())
                .isNotEqualTo(strategy().path("other").build())
                .isNotEqualTo(strategy().trust(ServerTrust.insecure()).build())
                .isNotEqualTo(
                        strategy().proxy(HttpProxy.parse("http://proxy:3128")).build())
                .isEqualTo(strategy().path("/__trystero__/").build());
        assertThat(strategy().authToken("hunter2").build())
                .hasToString("firebase[https://board.firebaseio.com/__trystero__]");
    }

    private static FirebaseStrategy.Builder strategy() {
        return FirebaseStrategy.builder().databaseUrl("https://board.firebaseio.com");
    }
}
