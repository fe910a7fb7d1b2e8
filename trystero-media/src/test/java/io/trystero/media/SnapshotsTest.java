package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trystero.rtc.media.VideoFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;

/** The pictures have a width that tells which they are. */
class SnapshotsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<VideoFrame> video = TestPublisher.create();
    private final TestSubscriber<Path> paths = TestSubscriber.create();

    @TempDir
    Path parent;

    private Path directory;

    @BeforeEach
    void nameTheDirectory() {
        directory = parent.resolve("new").resolve("snapshots");
    }

    @AfterEach
    void stop() {
        paths.cancel();
        time.dispose();
    }

    @Test
    void theFirstPictureIsWrittenAtOnceAndThenTheLatestOfEachInterval() throws IOException {
        take(SECOND);
        send(1, 2, 3);
        assertThat(widths()).containsExactly(1);

        time.advanceTimeBy(SECOND.minusMillis(1));
        send(4);
        assertThat(widths()).containsExactly(1);

        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(widths()).containsExactly(1, 4);

        time.advanceTimeBy(SECOND);
        assertThat(widths()).containsExactly(1, 4);

        time.advanceTimeBy(SECOND);
        send(5);
        assertThat(widths()).containsExactly(1, 4, 5);
        assertThat(paths.getReceivedOnNext())
                .containsExactly(
                        directory.resolve("snapshot-000001.png"),
                        directory.resolve("snapshot-000002.png"),
                        directory.resolve("snapshot-000003.png"));
    }

    @Test
    void whenTheFramesEndTheLatestIsWrittenWithoutWaiting() throws IOException {
        take(SECOND);
        send(1, 2, 3);
        video.complete();
        time.advanceTime();

        assertThat(widths()).containsExactly(1, 3);
        assertThat(paths.isTerminatedComplete()).isTrue();
    }

    @Test
    void itEndsWithTheFramesIfTheLatestIsWritten() throws IOException {
        take(Duration.ofHours(1));
        send(1);
        video.complete();
        time.advanceTime();

        assertThat(widths()).containsExactly(1);
        assertThat(paths.isTerminatedComplete()).isTrue();
    }

    @Test
    void anErrorOfTheFramesIsHandedOn() throws IOException {
        take(SECOND);
        send(1, 2);
        video.error(new IOException("the peer left"));
        time.advanceTime();

        assertThat(widths()).containsExactly(1);
        assertThat(paths.expectTerminalError()).hasMessage("the peer left");
    }

    @Test
    void aSlowSubscriberDoesNotHoldTheVideoUp() throws IOException {
        TestSubscriber<Path> slow = TestSubscriber.builder().initialRequest(1).build();
        ImageFiles.snapshots(video, directory, SECOND, time).subscribe(slow);
        video.assertMinRequested(Long.MAX_VALUE);
        for (int width = 1; width <= 50; width++) {
            send(width);
            time.advanceTimeBy(SECOND);
        }
        // one is written ahead of the request for it
        assertThat(widths()).containsExactly(1, 2);
        assertThat(slow.getReceivedOnNext()).hasSize(1);

        slow.request(10);
        time.advanceTimeBy(SECOND);
        assertThat(widths()).containsExactly(1, 2, 50);
        assertThat(slow.getReceivedOnNext()).hasSize(3);
        slow.cancel();
    }

    @Test
    void aCancelReachesTheVideo() {
        take(SECOND);
        send(1);
        paths.cancel();

        video.assertCancelled();
    }

    @Test
    void picturesAreTurnedUpright() throws IOException {
        take(SECOND);
        video.next(VideoFrame.of(6, 2, 90, new byte[VideoFrame.size(6, 2)]));
        time.advanceTime();

        assertThat(ImageFiles.readDirectory(directory).blockFirst())
                .extracting(VideoFrame::width, VideoFrame::height)
                .containsExactly(2, 6);
    }

    @Test
    void whatWasThereIsReplacedAndNothingElseIsLeft() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("snapshot-000001.png"), "an old one");
        take(SECOND);
        send(3);

        assertThat(widths()).containsExactly(3);
        assertThat(directory).isDirectoryContaining(file -> file.endsWith("snapshot-000001.png"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void nobodySeesAPartOfAPicture() {
        VideoFrame picture = TestPattern.moving(320, 240).blockFirst();
        Path file = directory.resolve("snapshot-000001.png");
        ImageFiles.snapshots(Flux.just(picture), directory, SECOND).blockLast();
        Flux<Path> again = ImageFiles.snapshots(Flux.just(picture), directory, SECOND)
                .repeat(100)
                .subscribeOn(Schedulers.boundedElastic());
        Flux<VideoFrame> read = ImageFiles.read(List.of(file)).repeat();

        StepVerifier.create(read.takeUntilOther(again.ignoreElements()).all(frame -> frame.width() == 320))
                .expectNext(true)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAnErrorAndCancelsTheVideo() throws IOException {
        Files.writeString(parent.resolve("new"), "a file in its place");
        take(SECOND);
        send(1);

        assertThat(paths.expectTerminalError())
                .isInstanceOf(MediaFileException.class)
                .hasMessageStartingWith(directory.resolve("snapshot-000001.png") + " cannot be written: ");
        video.assertCancelled();
    }

    @Test
    void byDefaultItWritesWhereBlockingIsAllowed() {
        Flux<String> threads = ImageFiles.snapshots(
                        TestPattern.moving(32, 32).take(1_000).subscribeOn(Schedulers.parallel()),
                        directory,
                        Duration.ZERO)
                .map(path -> Thread.currentThread().getName());
        StepVerifier.create(threads)
                .thenConsumeWhile(thread -> thread.startsWith("boundedElastic-"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        List<VideoFrame> written =
                ImageFiles.readDirectory(directory).collectList().block();

        assertThat(written).isNotEmpty();
        // picture 1 000 at last: (1 000 - 1) modulo 7 places
        assertThat(TestPattern.squareLeft(written.get(written.size() - 1))).isEqualTo(999 % 7 * 4);
    }

    @Test
    void aNegativeIntervalIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageFiles.snapshots(video, directory, SECOND.negated()))
                .withMessage("every must not be negative, but is PT-1S");
    }

    private void take(Duration every) {
        ImageFiles.snapshots(video, directory, every, time).subscribe(paths);
    }

    private void send(int... widths) {
        IntStream.of(widths).forEach(width -> video.next(VideoFrame.of(width, 1, new byte[VideoFrame.size(width, 1)])));
        time.advanceTime();
    }

    private List<Integer> widths() throws IOException {
        return ImageFiles.readDirectory(directory)
                .map(VideoFrame::width)
                .collectList()
                .block();
    }
}
