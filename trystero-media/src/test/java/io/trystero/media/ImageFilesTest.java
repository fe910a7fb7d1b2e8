package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trystero.rtc.media.VideoFrame;
import io.trystero.test.SimulatedTime;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class ImageFilesTest {

    @TempDir
    Path directory;

    @Test
    void filesAreReadInTheOrderGiven() throws IOException {
        Path white = save("white.png", "png", 5, 3, 0xffffff);
        Path red = save("red.jpg", "jpg", 16, 8, 0xff0000);

        assertThat(ImageFiles.read(List.of(white, red, white)).collectList().block())
                .extracting(VideoFrame::width, VideoFrame::height, frame -> frame.i420()[0] & 0xff)
                .containsExactly(tuple(5, 3, 235), tuple(16, 8, 81), tuple(5, 3, 235));
    }

    @Test
    void aDirectoryIsReadByName() throws IOException {
        save("b.JPG", "jpg", 2, 2, 0);
        save("a.png", "png", 1, 1, 0);
        save("c.jpeg", "jpg", 3, 3, 0);
        save("d.png.part", "png", 4, 4, 0);
        Files.writeString(directory.resolve("notes.txt"), "no picture");
        Files.createDirectory(directory.resolve("e.png"));

        assertThat(ImageFiles.readDirectory(directory)
                        .map(VideoFrame::width)
                        .collectList()
                        .block())
                .containsExactly(1, 2, 3);
    }

    @Test
    void aDirectoryIsListedAsItIsSubscribedTo() throws IOException {
        Flux<Integer> widths = ImageFiles.readDirectory(directory).map(VideoFrame::width);
        assertThat(widths.collectList().block()).isEmpty();

        save("a.png", "png", 7, 7, 0);
        assertThat(widths.collectList().block()).containsExactly(7);
    }

    @Test
    void aDirectoryThatDoesNotExistIsAnError() {
        Path none = directory.resolve("none");
        StepVerifier.create(ImageFiles.readDirectory(none))
                .verifyErrorMessage(none + " cannot be listed: no such file or directory");
    }

    @Test
    void onePictureIsReadAheadOfItsRequest() throws IOException {
        Path first = save("1.png", "png", 1, 1, 0);
        Path second = save("2.png", "png", 2, 2, 0);
        SimulatedTime time = new SimulatedTime();
        TestSubscriber<Integer> widths =
                TestSubscriber.builder().initialRequest(0).build();
        ImageFiles.read(List.of(first, second, second), time)
                .map(VideoFrame::width)
                .subscribe(widths);
        time.run();
        save("1.png", "png", 7, 7, 0);
        save("2.png", "png", 8, 8, 0);

        widths.request(1);
        time.run();
        save("2.png", "png", 9, 9, 0);
        widths.request(2);
        time.run();
        assertThat(widths.getReceivedOnNext()).containsExactly(1, 8, 9);
        assertThat(widths.isTerminatedComplete()).isTrue();
    }

    @Test
    void filesAreReadAndDirectoriesListedWhereBlockingIsAllowed() throws IOException {
        Path one = save("1.png", "png", 1, 1, 0);
        SimulatedTime time = new SimulatedTime();
        TestSubscriber<VideoFrame> read = TestSubscriber.create();
        TestSubscriber<VideoFrame> ofDirectory = TestSubscriber.create();
        ImageFiles.read(List.of(one), time).subscribe(read);
        ImageFiles.readDirectory(directory, time).subscribe(ofDirectory);
        save("2.png", "png", 2, 2, 0);
        assertThat(read.getReceivedOnNext()).isEmpty();

        time.run();
        assertThat(read.getReceivedOnNext()).hasSize(1);
        assertThat(ofDirectory.getReceivedOnNext()).hasSize(2);
    }

    @Test
    void aFileThatIsNoPictureIsAnErrorThatNamesIt() throws IOException {
        Path good = save("good.png", "png", 1, 1, 0);
        Path text = Files.writeString(directory.resolve("text.png"), "no picture");
        StepVerifier.create(ImageFiles.read(List.of(good, text, good)))
                .expectNextCount(1)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                MediaFileException.class,
                                known -> assertThat(known.file()).isEqualTo(text))
                        .hasMessage(text + " is no picture of a known format"));
    }

    @Test
    void aFileThatIsCutOffIsAnErrorThatNamesIt() throws IOException {
        Path png = save("a.png", "png", 100, 100, 0x123456);
        Files.write(png, Arrays.copyOf(Files.readAllBytes(png), 50));
        StepVerifier.create(ImageFiles.read(List.of(png)))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(MediaFileException.class)
                        .hasMessageStartingWith(png + " cannot be read: "));
    }

    @Test
    void aFileThatDoesNotExistIsAnErrorThatNamesIt() {
        Path none = directory.resolve("none.png");
        StepVerifier.create(ImageFiles.read(List.of(none)))
                .verifyErrorMessage(none + " cannot be read: no such file or directory");
    }

    @Test
    void aPictureThatIsTooLargeIsRefusedAheadOfItsMemory() throws IOException {
        Path png = save("huge.png", "png", 1, 1, 0);
        byte[] content = Files.readAllBytes(png);
        // width and height are the first fields of the chunk IHDR, its checksum follows its 13 bytes
        ByteBuffer.wrap(content).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        CRC32 sum = new CRC32();
        sum.update(content, 12, 17);
        ByteBuffer.wrap(content).putInt(29, (int) sum.getValue());
        Files.write(png, content);

        StepVerifier.create(ImageFiles.read(List.of(png)))
                .verifyErrorMessage(png + " cannot be read: width must be from 1 to 8192, but is 2000000000");
    }

    private Path save(String name, String format, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return Files.write(directory.resolve(name), bytes.toByteArray());
    }
}
