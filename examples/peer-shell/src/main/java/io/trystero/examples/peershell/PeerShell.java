package io.trystero.examples.peershell;

import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelayStrategy;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A peer that is driven by lines of JSON: commands on standard input or as arguments, events on standard output, logs on
 * standard error.
 *
 * <p>Exit codes: 0 after the end of input, {@code exit} or help; 1 if nobody reads its output any more; 2 for options that it
 * does not know.
 */
public final class PeerShell {

    private static final String INTRODUCTION = """
            A Trystero peer driven by lines of JSON. Commands come on standard input, a JSON object a line, or as
            arguments, which come first; events go to standard output, logs to standard error.

              java -jar peer-shell.jar [--log LEVEL] ['{"cmd": …}' …]

              --log LEVEL  what to log: error, warn (the default), info, debug, trace
              --help       show this

            Each command is answered by {"ev": "result", "cmd", "tag", "ok": true, "value": {…}}, or with "ok": false,
            "error" and "kind": timeout, disconnected, rejected, aborted or invalid. "tag" is whatever the command had
            there. Commands run side by side; those for a room that is being joined wait for it. For example

              {"cmd":"join","strategy":"ws-relay","roomId":"lobby","actions":{"chat":"message"},
               "config":{"appId":"com.example.app","relayConfig":{"urls":["ws://localhost:8080"]}}}
              {"cmd":"send","tag":1,"room":"lobby","action":"chat","data":"hello"}

            on one line each. Commands, their fields and -> their value:
            """;

    private static final String EVENTS = """

            Events, each with "ev":
              ready            selfId, runtime, pid: the first line
              result           see above
              peerJoin         room, peerId, sinceJoinMs
              peerLeave        room, peerId
              message          room, action, peerId, metadata, and the payload
              request          the same, of one that came in
              sendProgress     room, action, peerId, progress from 0 to 1, metadata
              receiveProgress  the same, for payloads of more than one frame
              count            room, action, received, bytes, ms from the first to the last
              joinError        room, error, appId, roomId, peerId
              handshake        room, peerId, isInitiator, got
              relay            url, state, reason
              log              level, text, room

            A payload is type string with data, or length past 8192 characters; json with data; or binary with size,
            sha256 and, up to 4096 bytes, b64.
            """;

    /** From the end of commands until the process ends, whatever hangs; two seconds are promised. */
    private static final long END_LIMIT_MILLIS = 1_700;

    private PeerShell() {}

    public static void main(String[] arguments) {
        Output output = new Output(new FileOutputStream(FileDescriptor.out), PeerShell::endUnheard);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help") || argument.equals("-h")) {
                System.out.print(INTRODUCTION + new Shell(output).help() + EVENTS);
                return;
            } else if (argument.equals("--log") && i + 1 < arguments.length) {
                System.setProperty("peershell.log", arguments[++i]);
            } else if (argument.startsWith("-")) {
                System.err.println("unknown option or missing value: " + argument + "; --help explains");
                System.exit(2);
            } else {
                lines.add(argument);
            }
        }
        run(new Shell(output), output, lines);
    }

    /** Nobody reads any more. Peers are still said goodbye to; where the process is ending already, it goes on doing so. */
    private static void endUnheard() {
        haltLater(1);
        Thread end = new Thread(() -> System.exit(1), "end");
        end.setDaemon(true);
        end.start();
    }

    private static void haltLater(int status) {
        CompletableFuture.delayedExecutor(END_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> Runtime.getRuntime().halt(status));
    }

    private static void run(Shell shell, Output output, List<String> lines) {
        warmUp();
        shell.ready();
        if (lines.stream().allMatch(shell::take)) {
            takeInput(shell);
        }
        haltLater(0);
        shell.end().block();
        output.close();
        System.exit(0);
    }

    private static void takeInput(Shell shell) {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (!line.isBlank() && !shell.take(line)) {
                    return;
                }
            }
        } catch (IOException e) {
            System.err.println("input ends: " + e);
        }
    }

    /** Loads what a join needs before the first one is asked for; what is missing is the answer to that join. */
    private static void warmUp() {
        try (Trystero instance = Trystero.builder("io.trystero.examples.peershell")
                .strategy(WebSocketRelayStrategy.of("ws://localhost"))
                .build()) {
            instance.warmup().block();
            Rehearsal.run();
        } catch (IllegalStateException unavailable) {
            System.err.println(unavailable.getMessage());
        }
    }
}
