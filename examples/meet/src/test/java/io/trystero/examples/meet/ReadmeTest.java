package io.trystero.examples.meet;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs what the README shows first. */
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

    /** Compiles the example against this test's class path and runs it; closing stops what it left running. */
    private AutoCloseable start(String relayUrl) throws Exception {
        Path source = classes.resolve("Example.java");
        Files.writeString(source, """
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
                """.formatted(example().replace("ws://localhost:8080", relayUrl)));
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
        URL[] path = {classes.toUri().toURL()};
        URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader());
        Object made = loader.loadClass("Example").getConstructor().newInstance();
        return (AutoCloseable) ((Callable<?>) made).call();
    }

    private static String example() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "..", "README.md")));
        assertThat(example.find()).as("the README shows Java").isTrue();
        return example.group(1);
    }
}
