package io.trystero.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.websocket.ScriptedNetwork;
import io.trystero.websocket.WebSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A relay whose server is the test: what it asks for is shown as {@code event topic}. */
final class ScriptedRealtime {

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final ScriptedNetwork network = new ScriptedNetwork();
    final List<String> statuses = new ArrayList<>();
    final SupabaseRelay relay;
    private final List<JsonNode> asked = new ArrayList<>();

    ScriptedRealtime() {
        SignalingContext context = new SignalingContext("app", "A1b2C3d4E5f6G7h8I9j0", time, new SplittableRandom(1));
        WebSocketOptions options = WebSocketOptions.builder()
                .scheduler(time)
                .random(new SplittableRandom(2))
                .build();
        ProjectUrl url = ProjectUrl.parse("url", "https://board.supabase.co");
        relay = new SupabaseRelay(
                url.toString(),
                listener -> network.connect(
                        url.webSocket("hunter2"),
                        options,
                        socket -> new PhoenixChannels("supabase", url, "hunter2", context, socket, listener)));
        relay.status().subscribe(status -> statuses.add(show(status)), null, () -> statuses.add("complete"));
    }

    private static String show(RelayStatus status) {
        return status.state() + (status.reason() == null ? "" : " " + status.reason());
    }

    static String channel(String topic) {
        return "realtime:room:" + topic + ":messages";
    }

    ScriptedRealtime open() {
        network.last().open();
        return this;
    }

    void says(String message) {
        network.last().text(message);
    }

    /** Returns what was asked for since this was called before. */
    List<String> requests() {
        asked.clear();
        List<String> shown = new ArrayList<>();
        for (String text : network.last().heard()) {
            JsonNode request = PhoenixCodec.json(text);
            asked.add(request);
            shown.add(request.get(3).asText() + " " + request.get(2).asText());
        }
        return shown;
    }

    /** Returns the whole of a request that the last call of {@link #requests} returned. */
    JsonNode asked(int index) {
        return asked.get(index);
    }

    /** Answers what the last call of {@link #requests} returned. */
    void answer(String status, String reason) {
        for (JsonNode request : List.copyOf(asked)) {
            says("[" + request.get(0) + "," + request.get(1) + "," + request.get(2) + ",\"phx_reply\",{\"status\":\""
                    + status + "\",\"response\":{\"reason\":\"" + reason + "\"}}]");
        }
    }

    /** Has what is asked for answered with ok. */
    List<String> granted() {
        List<String> requests = requests();
        answer("ok", "");
        return requests;
    }

    /** Returns the broadcasts since this was called before, as {@code event topic payload}. */
    List<String> broadcasts() {
        return network.last().heardBinary().stream().map(ScriptedRealtime::show).toList();
    }

    private static String show(ByteBuffer frame) {
        int[] lengths = new int[5];
        frame.get();
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = frame.get() & 0xff;
        }
        frame.get();
        List<String> fields = new ArrayList<>();
        for (int length : lengths) {
            byte[] field = new byte[length];
            frame.get(field);
            fields.add(new String(field, StandardCharsets.UTF_8));
        }
        return fields.get(3) + " " + fields.get(2) + " " + StandardCharsets.UTF_8.decode(frame);
    }

    /** Has somebody say something in a channel. */
    void broadcast(String topic, String event, String payload) {
        network.last().binary(frame(4, List.of(channel(topic), event, ""), 1, payload));
    }

    static ByteBuffer frame(int kind, List<String> fields, int encoding, String payload) {
        ByteBuffer frame = ByteBuffer.allocate(4_096).put((byte) kind);
        fields.forEach(field -> frame.put((byte) field.getBytes(StandardCharsets.UTF_8).length));
        frame.put((byte) encoding);
        fields.forEach(field -> frame.put(field.getBytes(StandardCharsets.UTF_8)));
        return frame.put(payload.getBytes(StandardCharsets.UTF_8)).flip();
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
}
