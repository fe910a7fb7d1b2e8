package io.trystero.examples.conference;

import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;

/** Starts a relay, a page for browsers, and one of the peers of this package, and runs until it is interrupted. */
public final class Conference {

    /** What the page joins too. */
    static final String APP = "io.trystero.examples.conference";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PORT = 8_080;
    private static final String HELP = """
            conference [room [DIRECTORY] | bot WAV [DIRECTORY] | snapshots [DIRECTORY] | hub | mixer] [--port N]

              room       speaks a tone into the room, and records each speaker to a WAV file
              bot        plays a WAV file into the room, again and again, and records each speaker to a WAV file
              snapshots  writes a picture of each camera every two seconds, as PNG
              hub        sends what each browser sends to all others
              mixer      likewise, with the sound of all others as one track

            Open the page that it names in two tabs, or two machines' browsers.""";

    private Conference() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        int port = PORT;
        int option = words.indexOf("--port");
        if (option >= 0 && option + 1 < words.size()) {
            port = Integer.parseInt(words.get(option + 1));
            words = words.subList(0, option);
        }
        String kind = words.isEmpty() ? "room" : words.get(0);
        if (kind.equals("bot") && !(words.size() > 1 && Files.isRegularFile(Path.of(words.get(1))))) {
            System.err.println("bot: name a WAV file of 16-bit PCM");
            System.exit(2);
        }
        if (!List.of("room", "bot", "snapshots", "hub", "mixer").contains(kind)) {
            System.out.println(HELP);
            return;
        }
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(PATIENCE));
        PageServer page = PageServer.start(port, relay.url());
        System.out.println("Open " + page.url() + (kind.equals("hub") || kind.equals("mixer") ? "?star" : ""));
        try (Trystero trystero = Trystero.builder(APP)
                .transport(WebRtcTransport.withMedia())
                .strategy(WebSocketRelayStrategy.of(relay.url()))
                .iceServers()
                .build()) {
            peer(kind, words, trystero).doOnNext(System.out::println).blockLast();
        } finally {
            page.close();
            relay.dispose();
        }
    }

    private static Flux<String> peer(String kind, List<String> words, Trystero trystero) {
        return switch (kind) {
            case "bot" -> new VoiceBot(Path.of(words.get(1)), directory(words, 2)).run(trystero);
            case "snapshots" -> SnapshotRecorder.run(trystero, directory(words, 1));
            case "hub" -> Hub.run(trystero, false);
            case "mixer" -> Hub.run(trystero, true);
            default -> ConferenceRoom.run(trystero, directory(words, 1));
        };
    }

    private static Path directory(List<String> words, int at) {
        return Path.of(words.size() > at ? words.get(at) : "recordings");
    }
}
