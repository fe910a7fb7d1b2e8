package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.BlockingWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonBlockingTest {

    @Test
    void onlyAHandlerThatBlocksDoes() throws IOException {
        Process watched = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+AllowRedefinitionToAddDeleteMethods",
                        "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BlockingWatch.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(watched.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(watched.onExit().join().exitValue()).isZero();
        assertThat(lines).noneMatch(line -> line.startsWith("blocked:"));
        assertThat(lines).anyMatch(line -> line.startsWith("handler: parallel-") && line.contains("sleep"));
    }
}
