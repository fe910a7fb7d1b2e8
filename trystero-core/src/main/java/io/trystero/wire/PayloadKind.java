package io.trystero.wire;

/** The three kinds of payload that an action frame can carry, with the flags that mark them (protocol, section 4). */
public enum PayloadKind {
    /** A string, as UTF-8. */
    TEXT(0),
    /** Any other JSON value. */
    JSON(ActionFrame.JSON),
    /** Bytes as they are. */
    BINARY(ActionFrame.BINARY | ActionFrame.JSON);

    private final int flags;

    PayloadKind(int flags) {
        this.flags = flags;
    }

    /** Returns the flag bits that every chunk of such a payload carries. */
    public int flags() {
        return flags;
    }

    /** Returns the kind that the flags of a last chunk tell: binary beats JSON. */
    static PayloadKind of(int flags) {
        if ((flags & ActionFrame.BINARY) != 0) {
            return BINARY;
        }
        return (flags & ActionFrame.JSON) != 0 ? JSON : TEXT;
    }
}
