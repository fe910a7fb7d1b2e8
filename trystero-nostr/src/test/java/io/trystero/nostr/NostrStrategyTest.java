package io.trystero.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.WebSocketUrl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the strategy is configured, and which relays an app gets. */
class NostrStrategyTest {

    static Stream<List<String>> javaScriptPicks() throws Exception {
        try (var resource = NostrStrategyTest.class.getResourceAsStream("javascript-relays.tsv")) {
            return Stream.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                    .map(line -> Arrays.asList(line.split("\t")));
        }
    }

    @ParameterizedTest
    @MethodSource("javaScriptPicks")
    void anAppGetsTheRelaysThatItGetsInJavaScript(List<String> pick) {
        NostrStrategy strategy =
                NostrStrategy.builder().defaults(DefaultRelays.V0_25_4).build();
        assertThat(texts(strategy.urls(pick.get(0)))).isEqualTo(pick.subList(1, 6));
    }

    @Test
    void theShuffleIsThatOfTheProtocolsVector() {
        assertThat(DefaultRelays.shuffle(List.of("abcdefghij".split("")), 1_480))
                .containsExactly("g c j b d i f a e h".split(" "));
    }

    @Test
    void theListsAreWhole() {
        assertThat(DefaultRelays.V0_25_4.pick("app", 100)).hasSize(28).doesNotHaveDuplicates();
        assertThat(DefaultRelays.V0_25_3.pick("app", 100)).hasSize(47).doesNotHaveDuplicates();
    }

    @Test
    void unlessSetTheRelaysOfBothReleasesAreUsedEachOnce() {
        for (String app : List.of("com.example.app", "x", "another")) {
            Set<String> union = new LinkedHashSet<>(DefaultRelays.V0_25_4.pick(app, 5));
            union.addAll(DefaultRelays.V0_25_3.pick(app, 5));
            assertThat(texts(NostrStrategy.create().urls(app))).isEqualTo(new ArrayList<>(union));
        }
    }

    @Test
    void redundancySaysHowManyOfEachListAreUsed() {
        NostrStrategy two = NostrStrategy.builder()
                .defaults(DefaultRelays.V0_25_3)
                .redundancy(2)
                .build();
        assertThat(texts(two.urls("app"))).isEqualTo(DefaultRelays.V0_25_3.pick("app", 2));
    }

    @Test
    void namedRelaysAreUsedWholeInTheirOrderEachOnce() {
        NostrStrategy strategy = NostrStrategy.builder()
                .url("ws://b/path?key=s3cret")
                .url("wss://a")
                .url("ws://b/path?key=s3cret")
                .redundancy(1)
                .build();
        assertThat(strategy.urls("any"))
                .containsExactly(WebSocketUrl.parse("ws://b/path?key=s3cret"), WebSocketUrl.parse("wss://a"));
        assertThat(strategy).hasToString("nostr[ws://b/path?key=***, wss://a]");
    }

    @Test
    void strategiesAreEqualByWhatTheyUse() {
        List<NostrStrategy> different = List.of(
                NostrStrategy.create(),
                NostrStrategy.builder().defaults(DefaultRelays.V0_25_4).build(),
                NostrStrategy.builder().redundancy(4).build(),
                NostrStrategy.builder().url("wss://a").build(),
                NostrStrategy.builder().url("wss://b").build(),
                NostrStrategy.builder().trust(ServerTrust.insecure()).build(),
                NostrStrategy.builder().proxy(HttpProxy.parse("http://p")).build());
        assertThat(new HashSet<>(different)).hasSize(different.size());
        assertThat(NostrStrategy.builder()
                        .defaults(DefaultRelays.V0_25_3, DefaultRelays.V0_25_4)
                        .redundancy(5)
                        .build())
                .isEqualTo(NostrStrategy.create())
                .hasSameHashCodeAs(NostrStrategy.create());
        assertThat(NostrStrategy.builder().redundancy(3).url("wss://a").build()).isEqualTo(different.get(3));
        assertThat(NostrStrategy.create()).hasToString("nostr[5 each of [V0_25_4, V0_25_3]]");
    }

    @Test
    void whatIsNotPossibleIsRefusedWithTheNameOfTheField() {
        NostrStrategy.Builder builder = NostrStrategy.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.url("https://user:s3cret@relay"))
                .withMessageStartingWith("url: ")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.redundancy(0))
                .withMessage("redundancy must be from 1 to 47, but is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.redundancy(48));
        assertThatIllegalArgumentException().isThrownBy(builder::defaults).withMessageStartingWith("defaults: ");
        assertThatNullPointerException().isThrownBy(() -> builder.url(null)).withMessage("url");
        assertThatNullPointerException().isThrownBy(() -> builder.trust(null)).withMessage("trust");
        assertThatNullPointerException().isThrownBy(() -> builder.proxy(null)).withMessage("proxy");
    }

    @Test
    void itsRehearsalHearsItself() {
        NostrStrategy.create().warmUp();
    }

    private static List<String> texts(Set<WebSocketUrl> urls) {
        return urls.stream().map(WebSocketUrl::redacted).toList();
    }
}
