package io.trystero.examples.meet;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles what the README shows, and runs what it shows first. */
class ReadmeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path classes;

    @Test
    void theReadmesExampleMeetsAndGreets() throws Exception {
        WebSocketRelay relay = WebSocketRelay.builder().host("127.0.0.1").bind().block(PATIENCE);
        assertThat(relay).isNotNull();
        try (Trystero other = Trystero.builder("com.example.board")
                .strategy(WebSocketRelayStrategy.of(relay.url()))
                .iceServers()
                .build()) {
            Room room = other.join("lobby").block(PATIENCE);
            assertThat(room).isNotNull();

            try (AutoCloseable example = start(relay.url())) {
                assertThat(example).isNotNull();
                String heard = room.action("chat", String.class).values().blockFirst(PATIENCE);

                assertThat(heard).isEqualTo("hello " + other.selfId());
            }
        } finally {
            relay.dispose();
        }
    }

    @Test
    void theReadmesExampleOfFilesCompiles() throws Exception {
        compile("""
                import io.trystero.*;
                import java.nio.file.Path;
                import java.util.UUID;
                import reactor.core.publisher.*;

                public class Example {
                    public Flux<Path> saved(Trystero trystero) {
                        %s
                        return saved;
                    }
                }
                """.formatted(example(1)));
    }

    /** Compiles the example against this test's class path and runs it; closing stops what it left running. */
    private AutoCloseable start(String relayUrl) throws Exception {
        compile("""
                import io.trystero.*;
                import io.trystero.relay.*;
                import reactor.core.Disposable;
                import reactor.core.publisher.*;

                public class Example implements java.util.concurrent.Callable<AutoCloseable> {
                    public AutoCloseable call() {
                        %s
                        return () -> {
                            listening.dispose();
                            trystero.close();
                        };
                    }
                }
                """.formatted(example(0).replace("ws://localhost:8080", relayUrl)));
        URL[] path = {classes.toUri().toURL()};
        URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader());
        Object made = loader.loadClass("Example").getConstructor().newInstance();
        return (AutoCloseable) ((Callable<?>) made).call();
    }

    private void compile(String example) throws IOException {
        Path source = Files.writeString(classes.resolve("Example.java"), example);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
        assertThat(result).as("javac's exit code").isZero();
    }

    private static String example(int number) throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("..", "..", "README.md")))
                .results()
                .map(example -> example.group(1))
                .toList();
        assertThat(examples).as("the README's Java").hasSizeGreaterThan(number);
        return examples.get(number);
    }
}
