package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** One picture in a file. Every method blocks; none leaves a temporary file of ImageIO's. */
final class PictureFile {

    private PictureFile() {}

    static VideoFrame read(Path file) {
        try (InputStream bytes = Files.newInputStream(file);
                ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new MediaFileException(file, "is no picture of a known format");
            }
            return Images.toFrame(image(readers.next(), in));
        } catch (MediaFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // of a malformed file readers throw all kinds of both
            throw new MediaFileException(file, "cannot be read", e);
        }
    }

    private static BufferedImage image(ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            // ahead of the memory for one that is too large
            VideoFrame.size(reader.getWidth(0), reader.getHeight(0));
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** Writes a PNG, under another name until it is whole. */
    static Path write(VideoFrame frame, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            byte[] png = png(frame);
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try {
                Files.write(part, png);
                move(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
            return file;
        } catch (IOException e) {
            throw new MediaFileException(file, "cannot be written", e);
        }
    }

    private static byte[] png(VideoFrame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(Images.toImage(frame), "png", out)) {
                throw new IOException("this Java has no writer for PNG");
            }
        }
        return bytes.toByteArray();
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
