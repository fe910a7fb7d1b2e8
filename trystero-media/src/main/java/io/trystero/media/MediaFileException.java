package io.trystero.media;

import io.trystero.TrysteroException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of sound or pictures could not be read or written, or is not what it should be. The message names the file. */
public final class MediaFileException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;

    MediaFileException(Path file, String what) {
        super(file + " " + what);
        this.file = file;
    }

    MediaFileException(Path file, String what, Exception cause) {
        super(file + " " + what + ": " + reason(cause), cause);
        this.file = file;
    }

    /** Returns the file, as it was given. */
    public Path file() {
        return file;
    }

    private static String reason(Exception cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        // the message of one of these is but a path, unless it has a reason
        String message = cause instanceof FileSystemException inFiles ? inFiles.getReason() : cause.getMessage();
        return message != null && (cause instanceof IOException || cause instanceof IllegalArgumentException)
                ? message
                : cause.toString();
    }
}
