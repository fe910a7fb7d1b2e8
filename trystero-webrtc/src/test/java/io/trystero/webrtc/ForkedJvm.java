package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for a scenario that might end it, with this test's class path. */
final class ForkedJvm {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment;
    private String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    ForkedJvm(Map<String, String> environment) {
        this.environment = environment;
    }

    ForkedJvm() {
        this(Map.of());
    }

    ForkedJvm option(String... added) {
        options.addAll(List.of(added));
        return this;
    }

    ForkedJvm classPath(String replaced) {
        classPath = replaced;
        return this;
    }

    String classPath() {
        return classPath;
    }

    /** Runs a scenario to its end and returns what it printed; fails unless the JVM ends by itself, with success. */
    String run(Scenario scenario) throws IOException, InterruptedException {
        Path output = Files.createTempFile("scenario", ".log");
        Path directory = Files.createTempDirectory("scenario");
        try {
            List<String> command = new ArrayList<>();
            command.add(System.getProperty("java.home") + "/bin/java");
            command.add("-cp");
            command.add(classPath);
            command.add("-XX:-CreateCoredumpOnCrash");
            String logging = System.getProperty("logback.configurationFile");
            if (logging != null) {
                command.add("-Dlogback.configurationFile=" + logging);
            }
            command.addAll(options);
            command.add(Scenario.class.getName());
            command.add(scenario.name());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended)
                    .as("%s ends by itself; it printed: %s", scenario, printed)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s; it printed: %s", scenario, printed)
                    .isZero();
            return printed;
        } finally {
            Files.deleteIfExists(output);
            try (var left = Files.list(directory)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}
