package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.rtc.media.AudioFrame;
import io.trystero.test.SimulatedTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class WavFilesReadTest {

    private static final String PCM_EXTENSION = "1600 1000 00000000 0100000000001000800000aa00389b71".replace(" ", "");
    private static final String FLOAT_EXTENSION = PCM_EXTENSION.replace("01000000000010", "03000000000010");
    private static final int RATE = 8_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFileIsReadInFramesOfTenMilliseconds(int channels) {
        int[] samples =
                IntStream.range(0, 200 * channels).map(i -> i * 100 - 20_000).toArray();
        List<AudioFrame> frames = frames(new WavBytes().pcm(channels, RATE).data(samples));

        assertThat(frames).extracting(AudioFrame::length).containsExactly(80, 80, 40);
        assertThat(frames).allSatisfy(frame -> {
            assertThat(frame.sampleRate()).isEqualTo(RATE);
            assertThat(frame.channels()).isEqualTo(channels);
        });
        assertThat(samples(frames)).containsExactly(samples);
    }

    @Test
    void whatAnotherProgramWroteIsRead() throws IOException {
        Path file = directory.resolve("other.wav");
        byte[] content = new byte[44_100 * 4];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 & 0x7f);
        }
        AudioFormat format = new AudioFormat(44_100, 16, 2, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(content), format, 44_100),
                AudioFileFormat.Type.WAVE,
                file.toFile());
        List<AudioFrame> frames = WavFiles.read(file).collectList().block();

        assertThat(frames).hasSize(100);
        assertThat(samples(frames))
                .startsWith(content[1] << 8 | content[0], content[3] << 8 | content[2])
                .hasSize(88_200);
    }

    @Test
    void pcmMayBeEnclosedInWaveFormatExtensible() {
        assertThat(samples(frames(new WavBytes()
                        .format(0xfffe, 2, RATE, 4, 16, PCM_EXTENSION)
                        .data(1, -2, 3, -4))))
                .containsExactly(1, -2, 3, -4);
    }

    @Test
    void otherChunksAreSkippedWithTheirPadding() {
        assertThat(samples(frames(new WavBytes()
                        .chunk("LIST", new byte[7])
                        .pcm(1, RATE)
                        .chunk("fact", new byte[4])
                        .chunk("odd ", new byte[1])
                        .data(5, 6)
                        .chunk("LIST", new byte[100]))))
                .containsExactly(5, 6);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xffff_ffffL})
    void anUnknownLengthMeansUpToTheEnd(long length) {
        WavBytes file = new WavBytes().pcm(1, RATE).dataThatSays(length, 1, 2, 3);

        assertThat(samples(frames(file))).containsExactly(1, 2, 3);
        // a recorder that was killed within a sample
        assertThat(samples(frames(file.raw(new byte[1])))).containsExactly(1, 2, 3);
    }

    @Test
    void aFileWithoutSoundHasNoFrames() {
        assertThat(frames(new WavBytes().pcm(1, RATE).data())).isEmpty();
    }

    @Test
    void aFileThatIsCutOffFailsAfterWhatIsThere() throws IOException {
        Path file = save(new WavBytes().pcm(1, RATE).dataThatSays(400, 1, 2, 3).file());

        StepVerifier.create(WavFiles.read(file))
                .assertNext(frame -> assertThat(frame.samples()).containsExactly(1, 2, 3))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(MediaFileException.class)
                        .hasMessage(file + " is cut off: 394 bytes of its sound are missing"));
    }

    static Stream<Arguments> filesThatAreNotRead() {
        byte[] riff = new WavBytes().pcm(1, RATE).data(1).file();
        byte[] bigEndian = riff.clone();
        bigEndian[3] = 'X';
        byte[] avi = riff.clone();
        avi[8] = 'A';
        WavBytes bytes = new WavBytes();
        return Stream.of(
                Arguments.of(new byte[0], "is no RIFF/WAVE file: it ends within its header"),
                Arguments.of(Arrays.copyOf(riff, 11), "is no RIFF/WAVE file: it ends within its header"),
                Arguments.of(bigEndian, "is no RIFF/WAVE file"),
                Arguments.of(avi, "is no RIFF/WAVE file"),
                Arguments.of(bytes.file(), "ends before its sound begins"),
                Arguments.of(Arrays.copyOf(riff, 30), "ends before its sound begins"),
                Arguments.of(Arrays.copyOf(riff, 38), "ends before its sound begins"),
                Arguments.of(
                        new WavBytes()
                                .raw(new byte[] {'L', 'I', 'S', 'T', -1, -1, -1, -1})
                                .file(),
                        "ends before its sound begins"),
                Arguments.of(
                        new WavBytes().data(1).pcm(1, RATE).file(),
                        "does not tell the format of its sound ahead of it"),
                Arguments.of(
                        new WavBytes().chunk("fmt ", new byte[14]).data(1).file(),
                        "cannot be read: its format has 14 bytes, fewer than 16"),
                notRead(3, 1, RATE, 4, 32, "", "it is not PCM, but of format 0x0003"),
                notRead(0xfffe, 2, RATE, 4, 16, FLOAT_EXTENSION, "it is not PCM, but of format 0xfffe"),
                notRead(0xfffe, 2, RATE, 4, 16, "0000", "it is not PCM, but of format 0xfffe"),
                notRead(1, 1, RATE, 1, 8, "", "its samples have 8 bits, not 16"),
                notRead(1, 1, RATE, 3, 24, "", "its samples have 24 bits, not 16"),
                notRead(1, 2, RATE, 2, 16, "", "its blocks have 2 bytes, which 2 channels of 16 bits do not have"),
                notRead(1, 6, RATE, 12, 16, "", "channels must be 1 or 2, but is 6"),
                notRead(1, 0, RATE, 0, 16, "", "channels must be 1 or 2, but is 0"),
                notRead(
                        1,
                        1,
                        11_025,
                        2,
                        16,
                        "",
                        "sampleRate must be a multiple of 100 from 8000 to 96000, but is 11025"),
                notRead(
                        1,
                        1,
                        -1,
                        2,
                        16,
                        "",
                        "sampleRate must be a multiple of 100 from 8000 to 96000, but is 2147483647"),
                Arguments.of(
                        new WavBytes().pcm(2, RATE).data(1, 2, 3).file(),
                        "has 6 bytes of sound, no whole number of samples of 8000 Hz in 2 channels"));
    }

    private static Arguments notRead(
            int tag, int channels, int sampleRate, int block, int bits, String extension, String why) {
        return Arguments.of(
                new WavBytes()
                        .format(tag, channels, sampleRate, block, bits, extension)
                        .data()
                        .file(),
                "cannot be read: " + why);
    }

    @ParameterizedTest
    @MethodSource("filesThatAreNotRead")
    void anyOtherFileIsAnErrorThatTellsWhy(byte[] content, String why) throws IOException {
        Path file = save(content);

        StepVerifier.create(WavFiles.read(file))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                MediaFileException.class,
                                known -> assertThat(known.file()).isEqualTo(file))
                        .hasMessage(file + " " + why));
    }

    @Test
    void aFileThatDoesNotExistIsAnErrorOfTheSubscription() {
        Path file = directory.resolve("none.wav");
        Flux<AudioFrame> read = WavFiles.read(file);

        StepVerifier.create(read).verifyErrorMessage(file + " cannot be opened: no such file or directory");
    }

    @Test
    void itIsReadSomeFramesAheadOfWhatIsRequested() {
        int frame = 96_000 / 100 * Short.BYTES;
        // what is read of the disk at once
        int buffer = 8_192;
        Watched watched = new Watched(
                new WavBytes().pcm(1, 96_000).data(new int[200 * 96_000 / 100]).file());
        SimulatedTime time = new SimulatedTime();
        TestSubscriber<AudioFrame> frames =
                TestSubscriber.builder().initialRequest(0).build();
        watched.read(time).subscribe(frames);
        assertThat(watched.opened).hasValue(0);

        time.run();
        assertThat(watched.read.get()).isBetween(WavFiles.READ_AHEAD * frame, WavFiles.READ_AHEAD * frame + 2 * buffer);
        assertThat(frames.getReceivedOnNext()).isEmpty();

        frames.request(100);
        time.run();
        assertThat(frames.getReceivedOnNext()).hasSize(100);
        assertThat(watched.read.get()).isBetween(100 * frame, (100 + WavFiles.READ_AHEAD) * frame + 2 * buffer);
        assertThat(watched.closed).hasValue(0);
    }

    @Test
    void itIsReadWhereBlockingIsAllowed() {
        Watched watched =
                new Watched(new WavBytes().pcm(1, RATE).data(new int[8_000]).file());
        StepVerifier.create(watched.read().publishOn(Schedulers.parallel(), 1))
                .expectNextCount(100)
                .verifyComplete();

        assertThat(watched.threads).allMatch(thread -> thread.startsWith("boundedElastic-"));
    }

    @Test
    void itIsClosedBeforeTheEndIsTold() {
        Watched watched = new Watched(new WavBytes().pcm(1, RATE).data(1, 2).file());
        StepVerifier.create(watched.read()
                        .doOnComplete(() -> assertThat(watched.closed).hasValue(1)))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(watched.opened).hasValue(1);
        assertThat(watched.closed).hasValue(1);
    }

    @Test
    void itIsClosedOnCancelButNotByWhoCancels() {
        Watched watched =
                new Watched(new WavBytes().pcm(1, RATE).data(new int[8_000]).file());
        SimulatedTime time = new SimulatedTime();
        TestSubscriber<AudioFrame> frames =
                TestSubscriber.builder().initialRequest(1).build();
        watched.read(time).subscribe(frames);
        time.run();
        assertThat(frames.getReceivedOnNext()).hasSize(1);

        frames.cancel();
        assertThat(watched.closed).hasValue(0);
        time.run();
        assertThat(watched.closed).hasValue(1);
    }

    @Test
    void itIsClosedOnACancelAheadOfTheFirstRequest() {
        Watched watched =
                new Watched(new WavBytes().pcm(1, RATE).data(new int[8_000]).file());
        SimulatedTime time = new SimulatedTime();
        watched.read(time).subscribe().dispose();
        time.run();

        assertThat(watched.closed.get()).isEqualTo(watched.opened.get());
    }

    @Test
    void aCancelWhileItIsReadClosesItAfterwards() {
        Sinks.Empty<Void> reading = Sinks.empty();
        CountDownLatch goOn = new CountDownLatch(1);
        Watched watched =
                new Watched(new WavBytes().pcm(1, RATE).data(new int[8_000]).file());
        watched.whileItIsRead = () -> {
            reading.tryEmitEmpty();
            // as a disk, it does not hear an interrupt
            while (!awaits(goOn)) {}
        };
        Disposable subscriber = watched.read().subscribe();
        reading.asMono().block(LIMIT);

        subscriber.dispose();
        assertThat(watched.closed).hasValue(0);
        goOn.countDown();
        watched.end.asMono().block(LIMIT);
        assertThat(watched.closed).hasValue(1);
        assertThat(watched.closedWhileRead).isFalse();
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void itIsClosedAfterAHeaderThatIsWrong() {
        Watched watched = new Watched(new byte[50]);
        StepVerifier.create(watched.read()).verifyError(MediaFileException.class);

        assertThat(watched.closed).hasValue(1);
    }

    @Test
    void itIsClosedAfterAnErrorOfTheDisk() {
        Watched watched = new Watched(
                new WavBytes().pcm(1, RATE).dataThatSays(1_600, new int[80]).file());
        watched.fails = true;
        StepVerifier.create(watched.read())
                .expectNextCount(1)
                .verifyErrorMessage("watched.wav cannot be read: the disk is broken");

        assertThat(watched.closed).hasValue(1);
    }

    @Test
    void eachSubscriberReadsItAnew() {
        Watched watched = new Watched(new WavBytes().pcm(1, RATE).data(1, 2).file());
        Flux<AudioFrame> read = watched.read();
        assertThat(watched.opened).hasValue(0);

        assertThat(samples(read.collectList().block())).containsExactly(1, 2);
        assertThat(samples(read.collectList().block())).containsExactly(1, 2);
        assertThat(watched.opened).hasValue(2);
    }

    private List<AudioFrame> frames(WavBytes bytes) {
        return new Watched(bytes.file()).read().collectList().block();
    }

    private Path save(byte[] content) throws IOException {
        return Files.write(directory.resolve("sound.wav"), content);
    }

    private static int[] samples(List<AudioFrame> frames) {
        return frames.stream()
                .flatMapToInt(
                        frame -> IntStream.range(0, frame.samples().length).map(i -> frame.samples()[i]))
                .toArray();
    }

    /** A file that tells what is done with it. */
    private static final class Watched implements Callable<InputStream> {

        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger read = new AtomicInteger();
        final Set<String> threads = ConcurrentHashMap.newKeySet();
        final Sinks.Empty<Void> end = Sinks.empty();
        volatile boolean closedWhileRead;
        boolean fails;
        Runnable whileItIsRead = () -> {};
        private final AtomicBoolean isRead = new AtomicBoolean();
        private final byte[] content;

        Watched(byte[] content) {
            this.content = content;
        }

        Flux<AudioFrame> read() {
            return read(Schedulers.boundedElastic());
        }

        Flux<AudioFrame> read(Scheduler blocking) {
            return WavFiles.read(Path.of("watched.wav"), blocking, this);
        }

        @Override
        public InputStream call() {
            opened.incrementAndGet();
            threads.add(Thread.currentThread().getName());
            InputStream bytes = new ByteArrayInputStream(content);
            return new SequenceInputStream(bytes, fails ? new Broken() : InputStream.nullInputStream()) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    isRead.set(true);
                    whileItIsRead.run();
                    threads.add(Thread.currentThread().getName());
                    int count = super.read(into, offset, length);
                    read.addAndGet(Math.max(0, count));
                    isRead.set(false);
                    return count;
                }

                @Override
                public void close() {
                    closedWhileRead |= isRead.get() && !fails;
                    threads.add(Thread.currentThread().getName());
                    closed.incrementAndGet();
                    end.tryEmitEmpty();
                }
            };
        }
    }

    private static final class Broken extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("the disk is broken");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read();
        }
    }
}
