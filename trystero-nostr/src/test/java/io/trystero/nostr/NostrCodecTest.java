package io.trystero.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trystero.nostr.RelayMessage.Closed;
import io.trystero.nostr.RelayMessage.EndOfStored;
import io.trystero.nostr.RelayMessage.Event;
import io.trystero.nostr.RelayMessage.Notice;
import io.trystero.nostr.RelayMessage.Ok;
import io.trystero.nostr.RelayMessage.Other;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said between a client and a relay, by events of the JavaScript library among others. */
class NostrCodecTest {

    private static final String TOPIC = "2037705t1p57615b1a46423r85s3el1v354sd";

    private final Author author = new Author(new SecureRandom());

    static Stream<String> javaScriptEvents() throws Exception {
        try (var resource = NostrCodecTest.class.getResourceAsStream("javascript-events.jsonl")) {
            // not lines(), to which more ends a line than to JSON
            return Stream.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("javaScriptEvents")
    void anEventOfJavaScriptIsValidAndWrittenTheSame(String text) {
        NostrEvent event =
                read(text.replaceFirst("\\[\"EVENT\",", "[\"EVENT\",\"sub\",")).event();

        assertThat(event.hasItsId()).isTrue();
        assertThat(event.isSigned()).isTrue();
        assertThat(event.topic()).isEqualTo(TOPIC);
        assertThat(event.kind()).isEqualTo(NostrEvent.kindOf(TOPIC)).isEqualTo(22_540);
        assertThat(NostrCodec.publish(event)).isEqualTo(text);
    }

    @Property(tries = 100)
    void anyContentComesBackAsItWasAndValid(
            @ForAll @Chars({'"', '\\', '\0', '\u0001', '\u007f', '\u2028', '\ud83d', '\ude80', 'é', '/', '\n', 'a'})
                    String content) {
        NostrEvent event = author.sign(author.draft(TOPIC, content, 1_795_443_546L));
        String published = NostrCodec.publish(event);

        NostrEvent heard = read(published.replaceFirst("\\[\"EVENT\",", "[\"EVENT\",\"sub\","))
                .event();

        assertThat(heard).isEqualTo(event);
        assertThat(heard.hasItsId()).isTrue();
        assertThat(heard.isSigned()).isTrue();
    }

    @Property(tries = 200)
    void anyContentIsWrittenAsJsonOfItself(@ForAll String content) throws Exception {
        String json = new CanonicalJson().string(content).toString();
        assertThat(new ObjectMapper().readValue(json, String.class)).isEqualTo(content);
        assertThat(json).doesNotContainPattern("[\\x00-\\x1f\\ud800-\\udfff&&[^\\x00-\\uffff]]");
    }

    @Property(tries = 500)
    void anEventOfWhichACharacterIsChangedIsTheSameOrFoundOut(
            @ForAll @IntRange(max = 1_000) int position, @ForAll @CharRange(from = ' ', to = '~') char character) {
        NostrEvent event = author.sign(author.draft(TOPIC, "content", 7));
        StringBuilder text =
                new StringBuilder(NostrCodec.publish(event).replaceFirst("\\[\"EVENT\",", "[\"EVENT\",\"s\","));
        text.setCharAt(position % text.length(), character);

        if (NostrCodec.read(text.toString()) instanceof Event heard
                && heard.event().hasItsId()) {
            assertThat(heard.event().equals(event)).isEqualTo(heard.event().isSigned());
        }
    }

    @Property
    void nonsenseDoesNoHarm(@ForAll String text) {
        assertThat(NostrCodec.read(text)).isNull();
        assertThat(NostrCodec.read("[\"EVENT\"," + text)).isNull();
    }

    @Test
    void aRequestAsksForTheTopicsAndEachOfTheirKindsOnce() {
        assertThat(NostrCodec.request("id", List.of("ab", "ba", "c"), 42))
                .isEqualTo("[\"REQ\",\"id\",{\"kinds\":[20195,20099],\"since\":42,\"#x\":[\"ab\",\"ba\",\"c\"]}]");
        assertThat(NostrCodec.close("id")).isEqualTo("[\"CLOSE\",\"id\"]");
    }

    @Test
    void whatARelaySaysIsRead() {
        assertThat(NostrCodec.read("[\"OK\",\"e\",true,\"\"]")).isEqualTo(new Ok("e", true, ""));
        assertThat(NostrCodec.read("[\"OK\",\"e\",false,\"rate-limited: slow\\ndown\"]"))
                .isEqualTo(new Ok("e", false, "rate-limited: slow down"));
        assertThat(NostrCodec.read("[\"OK\",\"e\",true]")).isEqualTo(new Ok("e", true, ""));
        assertThat(NostrCodec.read("[\"EOSE\",\"s\"]")).isEqualTo(new EndOfStored("s"));
        assertThat(NostrCodec.read("[\"CLOSED\",\"s\",\"error: x\"]")).isEqualTo(new Closed("s", "error: x"));
        assertThat(NostrCodec.read("[\"NOTICE\",\"" + "n".repeat(300) + "\"]"))
                .isEqualTo(new Notice("n".repeat(ServerText.MAX_LENGTH) + "…"));
        assertThat(NostrCodec.read("[\"AUTH\",\"challenge\"]")).isEqualTo(new Other("AUTH"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "null",
                "42",
                "{}",
                "[]",
                "[42]",
                "[\"EOSE\"]",
                "[\"EOSE\",\"s\"] trailing",
                "[\"OK\",\"e\"]",
                "[\"OK\",\"e\",\"false\",7]",
                "[\"CLOSED\"]",
                "[\"NOTICE\",{}]",
                "[\"EVENT\",\"s\"]",
                "[\"EVENT\",\"s\",null]",
                "[\"EVENT\",\"s\",{}]"
            })
    void whatMakesNoSenseIsTold(String text) {
        assertThat(NostrCodec.read(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kind\":22540|\"kind\":\"22540\"",
                "\"kind\":22540|\"kind\":22540.0",
                "\"kind\":22540|\"kind\":99999999999",
                "\"created_at\":7|\"created_at\":7.5",
                "\"created_at\":7|\"created_at\":99999999999999999999",
                "\"tags\":[[|\"tags\":[[1,",
                "\"tags\":[[|\"tags\":[{},[",
                "\"tags\":|\"tag\":",
                "\"content\":\"c\"|\"content\":{}",
                "\"id\":\"|\"id\":\"A",
                "\"sig\":\"|\"sig\":\"0"
            })
    void anEventOfAnotherFormIsTold(String change) {
        String[] parts = change.split("\\|", 2);
        String event = NostrCodec.publish(author.sign(author.draft(TOPIC, "c", 7)))
                .replaceFirst("\\[\"EVENT\",", "[\"EVENT\",\"s\",");
        assertThat(NostrCodec.read(event)).isInstanceOf(Event.class);
        assertThat(event).contains(parts[0]);

        assertThat(NostrCodec.read(event.replace(parts[0], parts[1]))).isNull();
    }

    @Test
    void aMessageThatIsTooLargeIsNotRead() {
        String notice = "[\"NOTICE\",\"" + "n".repeat(NostrCodec.MAX_CHARACTERS - 13) + "\"]";
        assertThat(notice).hasSize(NostrCodec.MAX_CHARACTERS);
        assertThat(NostrCodec.read(notice)).isNotNull();
        assertThat(NostrCodec.read(notice + " ")).isNull();
    }

    @Test
    void theTopicIsThatOfTheFirstTagOfThatName() {
        NostrEvent event = new NostrEvent(
                "",
                "",
                0,
                0,
                List.of(List.of(), List.of("x"), List.of("p", "q"), List.of("x", "1"), List.of("x", "2")),
                "",
                "");
        assertThat(event.topic()).isEqualTo("1");
    }

    private static Event read(String text) {
        return (Event) NostrCodec.read(text);
    }
}
