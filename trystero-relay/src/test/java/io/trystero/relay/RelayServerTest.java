package io.trystero.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayServerTest {

    private static Process run(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                RelayServer.class.getName()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void servesAndPrintsItsUrlUntilItIsEnded() throws Exception {
        Process process = run("--host", "127.0.0.1", "--path", "/relay");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String url = out.readLine();
            assertThat(url).matches("ws://127\\.0\\.0\\.1:\\d+/relay");
            PlainClient client = PlainClient.connect(url);
            client.subscribe("t");
            client.publish("t", "1");
            assertThat(client.next()).contains("\"1\"");

            // Unlike the process's own, this leaves its output open.
            process.toHandle().destroy();

            assertThat(client.closed()).isEqualTo("1001 relay shuts down");
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void showsHelp() throws Exception {
        Process process = run("--help");

        assertThat(output(process)).contains("--port N", "--cert FILE");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void saysWhichOptionIsWrong() throws Exception {
        Process process = run("--prot", "80");

        assertThat(output(process)).contains("unknown option --prot", "--port N");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void saysWhyItCannotServe() throws Exception {
        Process process = run("--cert", "none.pem", "--key", "none.key");

        assertThat(output(process)).contains("can't serve", "none.pem");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        for (String[] wrong : new String[][] {{"--port"}, {"--port", "x"}, {"--port", "70000"}, {"--cert", "c.pem"}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RelayServer.options(new ArrayDeque<>(List.of(wrong))));
        }
    }
}
