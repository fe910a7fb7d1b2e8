package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.PeerConnectionFactory;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What would end this JVM if it went wrong, each in one of its own. */
@NeedsNatives
class ForkedJvmTest {

    @Test
    void connectsWithoutASoundCardAndLeavesNothingThatKeepsTheJvmAlive() throws Exception {
        assertThat(new ForkedJvm().run(Scenario.CONNECT_AND_RETURN)).contains("lost 0, held 0");
    }

    @Test
    void connectsOnTheModulePathWhereReflectionIsClosedAndSaysWhatIsLost() throws Exception {
        assertThat(onTheModulePath().run(Scenario.CONNECT_AND_RETURN))
                .contains("lost 4, held 0")
                .containsOnlyOnce("cannot be released");
    }

    @Test
    void refusesMediaOnTheModulePathWhereReflectionIsClosed() throws Exception {
        assertThat(onTheModulePath().run(Scenario.REFUSE_MEDIA))
                .contains("preflight: native tracks cannot be kept")
                .contains("connection: native tracks cannot be kept")
                .contains("--add-opens webrtc.java/dev.onvoid.webrtc.internal=ALL-UNNAMED");
    }

    private static ForkedJvm onTheModulePath() throws Exception {
        Path binding = Path.of(PeerConnectionFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ForkedJvm jvm = new ForkedJvm();
        String rest = Arrays.stream(jvm.classPath().split(File.pathSeparator, -1))
                .filter(entry -> !entry.equals(binding.toString()))
                .collect(Collectors.joining(File.pathSeparator));
        return jvm.classPath(rest).option("--module-path", binding.toString(), "--add-modules", "webrtc.java");
    }

    @Test
    void warmsUpByAMeetingOfWhichNothingIsLeft() throws Exception {
        String printed = new ForkedJvm().option("-Dtest.log.level=DEBUG").run(Scenario.WARM_UP);
        assertThat(printed).contains("lost 0, held 0", "warmed up").doesNotContain("warming up failed");
    }

    @Test
    void exitsWhileConnectionsAreBusy() throws Exception {
        new ForkedJvm().run(Scenario.EXIT_WHILE_SENDING);
    }

    @Test
    void survivesAListenerThatThrowsAndClosesItsConnection() throws Exception {
        String printed = new ForkedJvm().run(Scenario.LISTENER_THROWS);
        for (ActingPeer.When when : ActingPeer.When.values()) {
            assertThat(printed).contains("survived " + when);
        }
    }

    @Test
    void closesWithinAnyCallbackWithoutDeadlock() throws Exception {
        new ForkedJvm().run(Scenario.CLOSE_IN_CALLBACKS);
    }

    @Test
    void neverReleasesWhatIsStillSending() throws Exception {
        new ForkedJvm().run(Scenario.CLOSE_WHILE_SENDING);
    }

    @Test
    void closesAtAnyMomentInAnyOrder() throws Exception {
        assertThat(new ForkedJvm().option("-Dseed=" + System.nanoTime()).run(Scenario.CLOSE_AT_ANY_MOMENT))
                .contains("rounds 300, held 0");
    }

    @Test
    void survivesEveryIceServerThatTheSpiLetsThroughAndHostileDescriptions() throws Exception {
        new ForkedJvm().run(Scenario.ODD_INPUT);
    }

    @Test
    void survivesRenegotiationsThatNoWellMeaningPeerMakes() throws Exception {
        assertThat(new ForkedJvm().option("-Dseed=" + System.nanoTime()).run(Scenario.ODD_RENEGOTIATION))
                .contains("held 0");
    }

    @Test
    void survivesAnAnswerThatRejectsTheSectionWhoseTrackIsHeard() throws Exception {
        assertThat(new ForkedJvm().run(Scenario.REJECTED_SECTION)).contains("held 0");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void givesBackTheMemoryOfClosedConnections() throws Exception {
        String printed = new ForkedJvm()
                .option("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
                .run(Scenario.MANY_CONNECTIONS);

        Matcher growth = Pattern.compile("grew by (-?\\d+) KB").matcher(printed);
        assertThat(growth.find()).isTrue();
        // Unreleased, 800 connections leave some 70 MB behind; released, the process levels off below 20.
        assertThat(Long.parseLong(growth.group(1))).isLessThan(30_000);
        assertThat(printed).contains("held 0");
    }
}
