package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.ConferencePages;
import io.trystero.interop.fixture.ConferencePages.Figure;
import io.trystero.interop.fixture.ConferencePages.Page;
import io.trystero.interop.fixture.ConferenceProgram;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.World;
import io.trystero.media.WavFiles;
import io.trystero.rtc.media.AudioFrame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each peer of the conference example, with its page in Chromium: what a user hears, sees and finds in files. */
@ExtendWith(InteropReport.class)
class ConferenceTest implements InteropReport.PerRuntime {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String MICROPHONE = "Send microphone";
    private static final String CAMERA = "Send camera";
    private static final String STOP = "Stop";
    private static final Pattern JOINED = Pattern.compile("Joined\\[peer=(\\w+).*");

    @TempDir
    Path directory;

    private final List<ConferenceProgram> programs = new ArrayList<>();
    private ConferencePages pages;

    @Override
    public JavaScriptRuntime runtime() {
        return JavaScriptRuntime.CHROMIUM;
    }

    @BeforeEach
    void startBrowser() {
        World.require();
        pages = ConferencePages.start(directory);
    }

    @AfterEach
    void end() {
        programs.forEach(ConferenceProgram::close);
        if (pages != null) {
            pages.close();
        }
    }

    @Test
    void theBotIsHeardAndRecordsWhoSpeaks() {
        Path welcome = directory.resolve("welcome.wav");
        WavFiles.write(Sound.tone(700).take(300), welcome).block(LIMIT);
        ConferenceProgram bot = start("bot", welcome.toString());
        Page page = pages.open(bot.url());

        // it came before anybody clicked: browsers play nothing before
        page.await("a stream", look -> !look.figures().isEmpty());
        page.press(MICROPHONE);
        page.await("the tone of the file", look -> look.has(isTone(700)));
        awaitRecording(bot);
        page.press(STOP);

        String written = bot.await("a recording", line -> line.startsWith("wrote "));
        assertBeeps(directory.resolve(written.substring("wrote ".length())));
    }

    @Test
    void theRoomSpeaksListensTellsWhoIsHereAndLeaves() throws IOException {
        ConferenceProgram room = start("room", "voices");
        Page page = pages.open(room.url());
        page.press(MICROPHONE);
        page.await("a tone from one other", look -> look.who().startsWith("1 ") && look.has(isTone(440)));
        Page another = pages.open(room.url());
        another.await("two others", look -> look.who().startsWith("2 "));
        page.await("two others", look -> look.who().startsWith("2 "));
        awaitRecording(room);

        room.interrupt();

        page.await(
                "the other page alone",
                look -> look.who().startsWith("1 ") && look.figures().isEmpty());
        assertThat(room.errors()).noneMatch(line -> line.contains("Exception"));
        try (Stream<Path> voices = Files.list(directory.resolve("voices"))) {
            assertThat(voices).singleElement().satisfies(ConferenceTest::assertBeeps);
        }
    }

    @Test
    void snapshotsOfACameraArePicturesThatDiffer() throws IOException {
        ConferenceProgram recorder = start("snapshots", "pictures");
        Page page = pages.open(recorder.url());

        page.press(CAMERA);

        BufferedImage first = snapshot(recorder, 1);
        BufferedImage second = snapshot(recorder, 2);
        assertThat(IntStream.of(pixels(first)).distinct().count()).isGreaterThan(10);
        assertThat(pixels(second)).isNotEqualTo(pixels(first));
    }

    @Test
    void throughTheHubEachPageSeesAndHearsTheOtherUnderItsName() {
        ConferenceProgram hub = start("hub");
        Page one = pages.open(hub.url());
        String oneId = joined(hub, "");
        Page other = pages.open(hub.url());
        String otherId = joined(hub, oneId);

        one.press(CAMERA);
        other.press(CAMERA);

        awaitSeenAndHeard(one, otherId);
        awaitSeenAndHeard(other, oneId);
        one.press(STOP);
        other.await("nobody", look -> look.figures().isEmpty());
    }

    @Test
    void throughTheMixerEachPageHearsAMix() {
        ConferenceProgram mixer = start("mixer");
        Page one = pages.open(mixer.url());
        Page other = pages.open(mixer.url());

        one.press(MICROPHONE);
        other.press(MICROPHONE);

        Predicate<Figure> mix = figure -> figure.caption().equals("mix") && figure.isHeard();
        one.await("a mix", look -> look.figures().size() == 1 && look.has(mix));
        other.await("a mix", look -> look.figures().size() == 1 && look.has(mix));
    }

    private ConferenceProgram start(String... arguments) {
        ConferenceProgram program = ConferenceProgram.start(directory, arguments);
        programs.add(program);
        return program;
    }

    private static Predicate<Figure> isTone(int hertz) {
        return figure -> figure.isHeard() && Math.abs(figure.hertz() - hertz) < 10;
    }

    private static void awaitSeenAndHeard(Page page, String source) {
        page.await(
                source,
                look -> look.has(figure -> figure.caption().equals(source) && figure.isSeen())
                        && look.has(figure -> figure.caption().equals(source) && figure.isHeard()));
    }

    /** Waits for a peer to join that is not this one. */
    private static String joined(ConferenceProgram program, String notThis) {
        Matcher joined = JOINED.matcher(program.await(
                "a peer", line -> JOINED.matcher(line).matches() && (notThis.isEmpty() || !line.contains(notThis))));
        assertThat(joined.matches()).isTrue();
        return joined.group(1);
    }

    /** Waits until two seconds of somebody's voice have been recorded. */
    private void awaitRecording(ConferenceProgram program) {
        program.await("a speaker", line -> line.endsWith("speaks; recording"));
        Patience.until(() -> recorded() > 2 * 48_000 * Short.BYTES, LIMIT);
    }

    private long recorded() {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            return files.filter(file -> file.toString().endsWith(".wav")
                            && !file.getParent().equals(directory))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertBeeps(Path recording) {
        List<AudioFrame> frames =
                Objects.requireNonNull(WavFiles.read(recording).collectList().block(LIMIT));
        assertThat(frames.stream().filter(Sound::isLoud)).hasSizeGreaterThan(5);
        assertThat(frames.stream().filter(frame -> !Sound.isLoud(frame))).hasSizeGreaterThan(50);
    }

    private BufferedImage snapshot(ConferenceProgram recorder, int number) throws IOException {
        String written = recorder.await(
                "snapshot " + number, line -> line.startsWith("wrote ") && line.endsWith("00000" + number + ".png"));
        return ImageIO.read(
                directory.resolve(written.substring("wrote ".length())).toFile());
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
