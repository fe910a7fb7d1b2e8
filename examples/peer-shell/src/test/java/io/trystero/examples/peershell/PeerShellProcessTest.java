package io.trystero.examples.peershell;

import static io.trystero.examples.peershell.ShellProcess.is;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.relay.WebSocketRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a shell begins, ends, takes what is no command, and tells that a peer may not come in. */
class PeerShellProcessTest {

    private static WebSocketRelay relay;

    @BeforeAll
    static void start() {
        relay = WebSocketRelay.builder().host("127.0.0.1").bind().block(ShellProcess.PATIENCE);
    }

    @AfterAll
    static void stop() {
        relay.dispose();
    }

    @Test
    void theEndOfInputLeavesAndExitsWithZero() {
        try (ShellProcess alice = ShellProcess.start(join(""));
                ShellProcess bob = ShellProcess.start(join(""))) {
            alice.await(is("peerJoin", "lobby"));
            long start = System.nanoTime();

            assertThat(bob.end()).isZero();

            // the time that the protocol of the shell allows
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(alice.await(is("peerLeave", "lobby")).path("peerId").asText())
                    .isEqualTo(bob.selfId());
            alice.run("{'cmd': 'exit'}");
            assertThat(alice.exitCode()).isZero();
        }
    }

    @Test
    void aShellWhoseRelayIsAwayAnswersAndEnds() {
        WebSocketRelay gone = WebSocketRelay.builder().host("127.0.0.1").bind().block(ShellProcess.PATIENCE);
        gone.disposeLater().block(ShellProcess.PATIENCE);
        try (ShellProcess shell = ShellProcess.start()) {
            shell.run(join("").replace(relay.url(), gone.url()));
            shell.await(is("relay").and(event -> event.path("state").asText().equals("closed")));
            int waiting = shell.begin("{'cmd': 'action', 'room': 'lobby', 'name': 'x'}");

            assertThat(shell.run("{'cmd': 'peers', 'room': 'lobby'}").path("peers"))
                    .isEmpty();
            shell.run("{'cmd': 'leave', 'room': 'lobby'}");
            assertThat(shell.result(waiting).path("kind").asText()).isEqualTo("aborted");
            assertThat(shell.end()).isZero();
        }
    }

    @Test
    void whatIsUnderWayAtTheEndIsAnswered() {
        try (ShellProcess shell = ShellProcess.start()) {
            shell.line(join(""));
            int action = shell.begin("{'cmd': 'action', 'room': 'lobby', 'name': 'x'}");
            shell.line("{\"cmd\": \"exit\"}");

            // joined already, or given up
            assertThat(shell.await(is("result").and(of("join"))).has("ok")).isTrue();
            assertThat(shell.result(action).has("ok")).isTrue();
            assertThat(shell.await(is("result").and(of("exit"))).path("ok").asBoolean())
                    .isTrue();
            assertThat(shell.exitCode()).isZero();
        }
    }

    private static Predicate<JsonNode> of(String command) {
        return event -> event.path("cmd").asText().equals(command);
    }

    @Test
    void aLineThatIsNoCommandIsAnsweredAndNothingElseHappens() {
        try (ShellProcess shell = ShellProcess.start()) {
            for (String line : new String[] {"nonsense", "[]", "{} {}", "{\"cmd\": \"join\"}", "{\"tag\": 1}"}) {
                shell.line(line);

                JsonNode answer = shell.await(is("result"));
                assertThat(answer.path("ok").asBoolean()).as(line).isFalse();
                assertThat(answer.path("kind").asText()).as(line).isEqualTo("invalid");
            }
            assertThat(shell.run("{'cmd': 'connections'}").path("rooms")).isEmpty();
            assertThat(shell.end()).isZero();
        }
    }

    @Test
    void theHandshakesPayloadGoesFromTheLowerIdToTheOther() {
        try (ShellProcess alice = ShellProcess.start(join(", 'handshake': {'ticket': 7}"));
                ShellProcess bob = ShellProcess.start(join(", 'handshake': {'ticket': 7}"))) {
            boolean aliceFirst = alice.selfId().compareTo(bob.selfId()) < 0;

            JsonNode sent = (aliceFirst ? alice : bob).await(is("handshake", "lobby"));
            JsonNode got = (aliceFirst ? bob : alice).await(is("handshake", "lobby"));

            assertThat(sent.path("isInitiator").asBoolean()).isTrue();
            assertThat(got.path("isInitiator").asBoolean()).isFalse();
            assertThat(got.path("got").path("ticket").asInt()).isEqualTo(7);
            alice.await(is("peerJoin", "lobby"));
            bob.await(is("peerJoin", "lobby"));
        }
    }

    @Test
    void aPeerThatIsRefusedIsTold() {
        String limit = ", 'handshakeTimeoutMs': 1000";
        try (ShellProcess alice = ShellProcess.start(join(limit, ", 'handshakeRefuse': true"));
                ShellProcess bob = ShellProcess.start(join(limit))) {
            JsonNode refusing = alice.await(is("joinError", "lobby"));
            JsonNode refused = bob.await(is("joinError", "lobby"));

            assertThat(refusing.path("error").asText()).contains("refused by the shell");
            assertThat(refusing.path("appId").asText()).isEqualTo("shells");
            assertThat(refusing.path("roomId").asText()).isEqualTo("lobby");
            assertThat(refusing.path("peerId").asText()).isEqualTo(bob.selfId());
            assertThat(refused.path("error").asText()).contains("timed out");
        }
    }

    @Test
    void aWrongPasswordIsTold() {
        try (ShellProcess alice = ShellProcess.start(join("", ", 'password': 'right'"));
                ShellProcess bob = ShellProcess.start(join("", ", 'password': 'wrong'"))) {
            boolean aliceAnswers = bob.selfId().compareTo(alice.selfId()) < 0;

            assertThat((aliceAnswers ? alice : bob)
                            .await(is("joinError", "lobby"))
                            .path("error")
                            .asText())
                    .contains("password");
        }
    }

    @Test
    void helpNamesEveryCommand() throws IOException {
        Process help = ShellProcess.launch(ProcessBuilder.Redirect.INHERIT, "--help");

        String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(help.onExit().join().exitValue()).isZero();
        for (String command : new String[] {
            "join",
            "action",
            "send",
            "flood",
            "request",
            "ping",
            "peers",
            "connections",
            "relays",
            "addStream",
            "addTrack",
            "removeStream",
            "removeTrack",
            "replaceTrack",
            "media",
            "leave",
            "stats",
            "exit"
        }) {
            assertThat(text).contains("\n  " + command + "\n");
        }
    }

    @Test
    void anUnknownOptionIsAnError() {
        Process wrong = ShellProcess.launch(ProcessBuilder.Redirect.DISCARD, "--dance");

        assertThat(wrong.onExit().join().exitValue()).isEqualTo(2);
    }

    private static String join(String fields) {
        return join(fields, "");
    }

    private static String join(String fields, String config) {
        String json = "{'cmd': 'join', 'strategy': 'ws-relay', 'roomId': 'lobby'" + fields
                + ", 'config': {'appId': 'shells', 'relayConfig': {'urls': ['" + relay.url() + "']}" + config + "}}";
        return json.replace('\'', '"');
    }
}
