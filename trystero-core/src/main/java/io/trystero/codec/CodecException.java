package io.trystero.codec;

import org.jspecify.annotations.Nullable;

/** Says that a value could not be made a payload, or a payload no value of the type expected, and how to mend it. */
public class CodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what went wrong. */
    public CodecException(String message) {
        super(message);
    }

    /** Says what went wrong, and because of what. */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
