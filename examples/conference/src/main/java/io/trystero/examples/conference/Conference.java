package io.trystero.examples.conference;

import io.trystero.RoomClosedException;
import io.trystero.Trystero;
import io.trystero.TrysteroException;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.netty.ChannelBindException;

/** Starts a relay, a page for browsers, and one of the peers of this package, and runs until it is interrupted. */
public final class Conference {

    /** What the page joins too. */
    static final String APP = "io.trystero.examples.conference";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PORT = 8_080;
    private static final int MOST_PORT = 65_535;

    /** How many words there may be with each kind of peer, that included. */
    private static final Map<String, Integer> MOST_WORDS =
            Map.of("room", 2, "bot", 3, "snapshots", 2, "hub", 1, "mixer", 1);

    private static final String HELP = """
            conference [room [DIRECTORY] | bot WAV [DIRECTORY] | snapshots [DIRECTORY] | hub | mixer] [--port N]

              room       speaks a tone into the room, and records each speaker to a WAV file
              bot        plays a WAV file into the room, again and again, and records each speaker to a WAV file
              snapshots  writes a picture of each camera every two seconds, as PNG
              hub        sends what each browser sends to all others
              mixer      likewise, with the sound of all others as one track

            Names of files are relative to the checkout; what is written goes into DIRECTORY, recordings unless named.
            The page is served at port 8080 unless another is named.
            Open the page that it names, in a tab or in several.""";

    private Conference() {}

    public static void main(String[] arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        int port = port(words);
        String kind = words.isEmpty() ? "room" : words.get(0);
        if (kind.equals("--help")) {
            System.out.println(HELP);
            return;
        }
        Integer most = MOST_WORDS.get(kind);
        if (most == null) {
            throw refused("there is no " + kind);
        }
        if (words.size() > most) {
            throw refused(kind + ": what is " + words.get(most) + "?");
        }
        words.stream().filter(word -> word.startsWith("-")).findFirst().ifPresent(unknown -> {
            throw refused("there is no option " + unknown);
        });
        if (kind.equals("bot") && !(words.size() > 1 && Files.isRegularFile(Path.of(words.get(1))))) {
            System.err.println("bot: name a WAV file of 16-bit PCM"
                    + (words.size() > 1
                            ? "; there is no " + Path.of(words.get(1)).toAbsolutePath()
                            : ""));
            System.exit(2);
        }
        try {
            run(kind, words, port);
        } catch (ChannelBindException taken) {
            System.err.println("port " + port + " is taken; name another with --port");
            System.exit(1);
        } catch (TrysteroException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
        }
    }

    /** Takes the option from among the words. */
    private static int port(List<String> words) {
        int option = words.indexOf("--port");
        if (option < 0) {
            return PORT;
        }
        words.remove(option);
        String given = option < words.size() ? words.remove(option) : "";
        try {
            int port = Integer.parseInt(given);
            if (port >= 0 && port <= MOST_PORT) {
                return port;
            }
        } catch (NumberFormatException wrong) {
            // told below
        }
        throw refused("--port: name a port from 0 to " + MOST_PORT + ", not \"" + given + '"');
    }

    /** Ends the program for what it was told, with a word on it. */
    private static IllegalArgumentException refused(String why) {
        System.err.println(why);
        System.err.println(HELP);
        System.exit(2);
        return new IllegalArgumentException(why);
    }

    private static void run(String kind, List<String> words, int port) {
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(PATIENCE));
        try (PageServer page = PageServer.start(port, relay.url());
                Trystero trystero = Trystero.builder(APP)
                        .transport(WebRtcTransport.withMedia())
                        .strategy(WebSocketRelayStrategy.of(relay.url()))
                        .iceServers()
                        .build()) {
            System.out.println("Open " + page.url() + (kind.equals("hub") || kind.equals("mixer") ? "?star" : ""));
            peer(kind, words, trystero)
                    .doOnNext(System.out::println)
                    // an interrupt leaves the room, which ends what is being sent
                    .onErrorComplete(RoomClosedException.class)
                    .blockLast();
        } finally {
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
