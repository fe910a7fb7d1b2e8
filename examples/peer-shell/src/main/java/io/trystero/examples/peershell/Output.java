package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;

/** Writes events, a line each, as soon as they come. Thread-safe; a reader that is slow slows down who emits. */
final class Output {

    private final OutputStream stream;
    private final Runnable onBroken;
    private boolean closed;

    /**
     * Writes to a stream.
     *
     * @param onBroken called when nobody reads any more
     */
    Output(OutputStream stream, Runnable onBroken) {
        this.stream = stream;
        this.onBroken = onBroken;
    }

    void emit(ObjectNode event) {
        byte[] json = Json.bytes(event);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        synchronized (this) {
            if (closed) {
                return;
            }
            try {
                // one write a line, so that no line is held back
                stream.write(line);
                stream.flush();
            } catch (IOException e) {
                closed = true;
                onBroken.run();
            }
        }
    }

    /**
     * Ends the stream, so that nothing follows the last event: native threads that the end of the JVM takes by surprise
     * complain on standard output.
     */
    synchronized void close() {
        closed = true;
        try {
            stream.close();
        } catch (IOException e) {
            // nobody reads any more
        }
    }

    /** Tells of something that no command asked for and no other event is for. */
    void log(String level, String text) {
        emit(Json.object().put("ev", "log").put("level", level).put("text", text));
    }
}
