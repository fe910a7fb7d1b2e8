package io.trystero;

/**
 * The source of a streamed send gave nothing for 30 seconds while the receivers waited for it, and was cancelled. The receivers
 * do not get a whole message: what they have of it is dropped.
 */
public final class SourceStalledException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    SourceStalledException() {
        super("the source of a send gave nothing for 30 seconds; the message was cut off");
    }
}
