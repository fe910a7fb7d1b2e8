package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.rtc.media.AudioFrame;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class WavFilesWriteTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("sound.wav");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        List<AudioFrame> written =
                IntStream.range(0, 1_000).mapToObj(i -> frame(2, i, -i)).toList();
        StepVerifier.create(WavFiles.write(Flux.fromIterable(written), file))
                .expectNext(file)
                .expectComplete()
                .verify(SOON);

        assertThat(samples(file)).containsExactly(samples(written));
    }

    @Test
    void anotherProgramReadsIt() throws IOException, UnsupportedAudioFileException {
        WavFiles.write(Tones.sine(440, 44_100).take(50), file).block(SOON);

        try (AudioInputStream sound = AudioSystem.getAudioInputStream(file.toFile())) {
            assertThat(sound.getFormat().matches(new AudioFormat(44_100, 16, 1, true, false)))
                    .isTrue();
            assertThat(sound.getFrameLength()).isEqualTo(22_050);
            assertThat(sound.readAllBytes()).hasSize(44_100);
        }
        assertThat(file).hasSize(44 + 44_100);
    }

    @Test
    void whatWasThereIsReplaced() throws IOException {
        Files.write(file, new byte[10_000]);
        WavFiles.write(Flux.just(frame(1, 7)), file).block(SOON);

        assertThat(file).hasSize(44 + 2);
        assertThat(samples(file)).containsExactly(7);
    }

    @Test
    void nothingHappensBeforeTheFirstFrame() {
        TestPublisher<AudioFrame> frames = TestPublisher.create();
        Mono<Path> write = WavFiles.write(frames, file);
        frames.assertWasNotSubscribed();
        StepVerifier.create(write)
                .then(() -> assertThat(file).doesNotExist())
                .then(() -> frames.next(frame(1, 1)).complete())
                .expectNext(file)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void withoutAFrameThereIsNoFile() {
        StepVerifier.create(WavFiles.write(Flux.empty(), file)).expectComplete().verify(SOON);

        assertThat(file).doesNotExist();
    }

    @Test
    void beforeItIsWholeItIsReadUpToItsEnd() throws IOException {
        Files.write(file, new byte[1_000]);
        VirtualTimeScheduler disk = VirtualTimeScheduler.create();
        TestPublisher<AudioFrame> frames = TestPublisher.create();
        Disposable writing = WavFiles.write(frames, file, disk).subscribe();
        frames.next(frame(1, 1, 2), frame(1, 3));
        disk.advanceTime();

        assertThat(samples(file)).containsExactly(1, 2, 3);
        writing.dispose();
    }

    @Test
    void anErrorOfTheFramesLeavesThoseBeforeIt() {
        Flux<AudioFrame> frames =
                Flux.just(frame(1, 1, 2), frame(1, 3)).concatWith(Mono.error(new IOException("the peer left")));
        StepVerifier.create(WavFiles.write(frames, file))
                .expectErrorMessage("the peer left")
                .verify(SOON);

        assertThat(samples(file)).containsExactly(1, 2, 3);
        assertThatItsLengthIsInItsHeader(6);
    }

    @Test
    void aCancelLosesNoFrameThatCame() {
        Scheduler disk = Schedulers.newSingle("disk");
        CountDownLatch free = new CountDownLatch(1);
        disk.schedule(() -> await(free));
        TestPublisher<AudioFrame> frames = TestPublisher.create();
        Disposable writing = WavFiles.write(frames, file, disk).subscribe();
        // both wait for the disk as it is cancelled
        frames.next(frame(1, 1, 2), frame(1, 3));
        writing.dispose();
        frames.assertCancelled();
        assertThat(file).doesNotExist();
        free.countDown();
        disk.disposeGracefully().block(SOON);

        assertThat(samples(file)).containsExactly(1, 2, 3);
        assertThatItsLengthIsInItsHeader(6);
    }

    @Test
    void aCancelWhileTheDiskIsBusyLeavesAPlayableFile() throws Exception {
        for (int i = 0; i < 50; i++) {
            Path each = directory.resolve(i + ".wav");
            Disposable writing = WavFiles.write(Tones.sine(440, 48_000), each).subscribe();
            while (!Files.exists(each) || Files.size(each) < 20_000) {
                Thread.onSpinWait();
            }
            writing.dispose();
            long end = System.nanoTime() + SOON.toNanos();
            while (lengthInHeader(each) != Files.size(each) - 44 && System.nanoTime() < end) {
                Thread.sleep(1);
            }

            assertThat(lengthInHeader(each)).isEqualTo(Files.size(each) - 44).isNotZero();
        }
    }

    @Test
    void aCancelBeforeTheFirstFrameLeavesNoFile() {
        VirtualTimeScheduler disk = VirtualTimeScheduler.create();
        WavFiles.write(Flux.never(), file, disk).subscribe().dispose();
        disk.advanceTime();

        assertThat(file).doesNotExist();
    }

    @Test
    void aFrameOfAnotherFormatIsAnErrorThatNamesBoth() {
        Flux<AudioFrame> frames = Flux.just(frame(1, 1), frame(2, 2, 2), frame(1, 3));
        StepVerifier.create(WavFiles.write(frames, file))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(MediaFileException.class)
                        .hasMessage(file + " holds sound of 48000 Hz in 1 channel,"
                                + " but now came a frame of 48000 Hz in 2 channels"))
                .verify(SOON);

        assertThat(samples(file)).containsExactly(1);
        assertThatItsLengthIsInItsHeader(2);
    }

    @Test
    void aFullFileIsAnErrorAndHasWhatFitted() {
        Flux<AudioFrame> frames = Flux.just(frame(1, 1, 2), frame(1, 3, 4), frame(1, 5));
        StepVerifier.create(WavFiles.write(frames, file, Schedulers.immediate(), 6))
                .expectErrorMessage(file + " is full: of at most 6 bytes of sound it has 4")
                .verify(SOON);

        assertThat(samples(file)).containsExactly(1, 2);
        assertThatItsLengthIsInItsHeader(4);
    }

    @Test
    void theLimitIsWhatTheHeaderCanTell() {
        assertThat(WavWriter.MOST_DATA_BYTES + 36).isEqualTo(0xffff_fffeL);
    }

    @Test
    void aFileThatCannotBeMadeIsAnErrorThatNamesIt() {
        Path nowhere = directory.resolve("none").resolve("sound.wav");
        StepVerifier.create(WavFiles.write(Tones.sine(440, 48_000), nowhere))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(MediaFileException.class)
                        .hasMessageStartingWith(nowhere + " cannot be written: "))
                .verify(SOON);
    }

    @Test
    void itIsWrittenWhereBlockingIsAllowed() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Scheduler disk = Schedulers.newSingle("disk");
        Flux<AudioFrame> frames = Tones.sine(440, 48_000).take(300).subscribeOn(Schedulers.parallel());
        WavFiles.write(frames, file, disk)
                .doOnNext(path -> threads.add(Thread.currentThread().getName()))
                .block(SOON);
        WavFiles.write(frames, file)
                .doOnNext(path -> threads.add(Thread.currentThread().getName()))
                .block(SOON);
        disk.dispose();

        assertThat(threads)
                .hasSize(2)
                .anyMatch(name -> name.startsWith("disk-"))
                .anyMatch(name -> name.startsWith("boundedElastic-"));
    }

    private static AudioFrame frame(int channels, int... samples) {
        short[] shorts = new short[samples.length];
        for (int i = 0; i < samples.length; i++) {
            shorts[i] = (short) samples[i];
        }
        return AudioFrame.of(48_000, channels, shorts);
    }

    private static int[] samples(Path file) {
        return samples(WavFiles.read(file).collectList().block());
    }

    private static int[] samples(List<AudioFrame> frames) {
        return frames.stream()
                .flatMapToInt(
                        frame -> IntStream.range(0, frame.samples().length).map(i -> frame.samples()[i]))
                .toArray();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertThatItsLengthIsInItsHeader(long bytes) {
        assertThat(lengthInHeader(file)).isEqualTo(bytes);
        assertThat(file).hasSize(44 + bytes);
    }

    private static long lengthInHeader(Path file) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.skipNBytes(40);
            return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
