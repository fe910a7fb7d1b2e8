package io.trystero.firebase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.websocket.ScriptedNetwork;
import io.trystero.websocket.WebSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A relay whose database is the test: what it asks for is shown as {@code action path [value]}. */
final class ScriptedDatabase {

    static final String SELF_ID = "A1b2C3d4E5f6G7h8I9j0";

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final ScriptedNetwork network = new ScriptedNetwork();
    final List<String> statuses = new ArrayList<>();
    final FirebaseRelay relay;
    private final List<Long> asked = new ArrayList<>();

    ScriptedDatabase() {
        this(null);
    }

    ScriptedDatabase(AuthToken token) {
        SignalingContext context = new SignalingContext("app", SELF_ID, time, new SplittableRandom(1));
        WebSocketOptions options = WebSocketOptions.builder()
                .scheduler(time)
                .random(new SplittableRandom(2))
                .build();
        DatabaseUrl url = DatabaseUrl.parse("databaseUrl", "https://board.firebaseio.com");
        relay = new FirebaseRelay(
                url,
                "__trystero__",
                SELF_ID,
                listener -> network.connect(
                        url.webSocket(),
                        options,
                        socket -> new SocketDatabaseClient("firebase", url, token, context, socket, listener)));
        relay.status().subscribe(status -> statuses.add(show(status)), null, () -> statuses.add("complete"));
    }

    private static String show(RelayStatus status) {
        return status.state() + (status.reason() == null ? "" : " " + status.reason());
    }

    /** Opens the connection and says hello. */
    ScriptedDatabase open() {
        network.last().open();
        says(
                "{\"t\":\"c\",\"d\":{\"t\":\"h\",\"d\":{\"ts\":1700000000000,\"v\":\"5\",\"h\":\"board.firebaseio.com\",\"s\":\"s1\"}}}");
        return this;
    }

    void says(String message) {
        network.last().text(message);
    }

    void changed(String path, String json) {
        says("{\"t\":\"d\",\"d\":{\"a\":\"d\",\"b\":{\"p\":\"" + path + "\",\"d\":" + json + "}}}");
    }

    /** Returns what was asked for since this was called before. */
    List<String> requests() {
        asked.clear();
        List<String> shown = new ArrayList<>();
        Frames frames = new Frames();
        for (String frame : network.last().heard()) {
            String message = frames.add(frame);
            if (message != null) {
                JsonNode request = DatabaseCodec.json(message).path("d");
                asked.add(request.path("r").asLong());
                JsonNode value = request.path("b").path("d");
                shown.add(request.path("a").asText() + " "
                        + request.path("b")
                                .path("p")
                                .asText(request.path("b").path("cred").asText())
                        + (value.isMissingNode() ? "" : " " + value));
            }
        }
        return shown;
    }

    /** Answers what the last call of {@link #requests} returned. */
    void answer(String status) {
        for (long request : List.copyOf(asked)) {
            says("{\"t\":\"d\",\"d\":{\"r\":" + request + ",\"b\":{\"s\":\"" + status + "\",\"d\":\"\"}}}");
        }
    }

    /** Has what is asked for answered with ok. */
    List<String> granted() {
        List<String> requests = requests();
        answer("ok");
        return requests;
    }

    void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    /** Lets time pass until another connection is tried. */
    void passUntilTheNextTry() {
        int before = network.attempts();
        while (network.attempts() == before) {
            pass(Duration.ofMillis(100));
        }
    }

    static List<String> heard(Flux<TopicEvent> events) {
        List<String> heard = new ArrayList<>();
        events.subscribe(
                event -> heard.add(
                        event instanceof TopicEvent.Received received
                                ? received.payload()
                                : event.getClass().getSimpleName()),
                failure -> heard.add("failed"),
                () -> heard.add("complete"));
        return heard;
    }

    /** Returns the one request of several that is of an action. */
    static String only(List<String> requests, String action) {
        List<String> found =
                requests.stream().filter(each -> each.startsWith(action + " ")).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
