package io.trystero.relay;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WebSocketRelay} as a program: prints its URL on a line and serves until it is ended.
 *
 * <p>Exit codes: 0 when it is ended or has shown its help, 1 if it can't serve, 2 for options that it does not know.
 */
public final class RelayServer {

    private static final String HELP = """
            A WebSocket relay through which Trystero peers find each other.

            Options:
              --port N      port to listen on; any that is free unless set
              --host NAME   address to listen on; all of this machine's unless set
              --path PATH   path to serve; / unless set
              --cert FILE   chain of certificates (PEM), for wss: with --key
              --key FILE    its key (PEM, PKCS#8, unencrypted)
              --help        show this

            Prints its URL on a line once it listens.
            """;

    private RelayServer() {}

    public static void main(String[] args) {
        WebSocketRelayBuilder builder;
        try {
            builder = options(new ArrayDeque<>(List.of(args)));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.print(HELP);
            System.exit(2);
            return;
        }
        if (builder == null) {
            System.out.print(HELP);
            return;
        }
        try {
            WebSocketRelay relay = builder.bind().blockOptional().orElseThrow();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> relay.disposeLater().block(), "trystero-relay-shutdown"));
            System.out.println(relay.url());
            relay.onDispose().block();
        } catch (RuntimeException failure) {
            System.err.println("can't serve: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** Reads the options; null if help is wanted. */
    static @Nullable WebSocketRelayBuilder options(Deque<String> args) {
        WebSocketRelayBuilder builder = WebSocketRelay.builder();
        String certificate = null;
        String key = null;
        while (!args.isEmpty()) {
            String option = args.pop();
            switch (option) {
                case "--help", "-h" -> {
                    return null;
                }
                case "--port" -> builder.port(number(option, value(option, args)));
                case "--host" -> builder.host(value(option, args));
                case "--path" -> builder.path(value(option, args));
                case "--cert" -> certificate = value(option, args);
                case "--key" -> key = value(option, args);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (certificate != null && key != null) {
            builder.tls(Path.of(certificate), Path.of(key));
        } else if (certificate != null || key != null) {
            throw new IllegalArgumentException("--cert and --key go together");
        }
        return builder;
    }

    private static String value(String option, Deque<String> args) {
        String value = args.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, none);
        }
    }
}
