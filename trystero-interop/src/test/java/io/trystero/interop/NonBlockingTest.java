package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.BlockingWatch;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NonBlockingTest {

    @Test
    void onlyAHandlerThatBlocksDoes() throws IOException {
        check(watch());
    }

    @ParameterizedTest
    @EnumSource
    void norDoesThatChangeWithTheNetwork(Network network) throws IOException {
        try (NetworkServer server = network.start()) {
            check(watch(
                    network.name(), server.url(), server.signaling("watched").appId()));
        }
    }

    private static void check(List<String> lines) {
        assertThat(lines).noneMatch(line -> line.startsWith("blocked:"));
        assertThat(lines).anyMatch(line -> line.startsWith("handler: parallel-") && line.contains("sleep"));
    }

    private static List<String> watch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+AllowRedefinitionToAddDeleteMethods",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""),
                "-cp",
                System.getProperty("java.class.path"),
                BlockingWatch.class.getName()));
        command.addAll(List.of(arguments));
        Process watched = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(watched.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(watched.onExit().join().exitValue()).isZero();
        return lines;
    }
}
