package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerLeftException;
import io.trystero.PeerStalledException;
import io.trystero.RejectedRequestException;
import io.trystero.RoomClosedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** What a failed command failed for. */
enum ErrorKind {
    TIMEOUT,
    DISCONNECTED,
    REJECTED,
    ABORTED,
    INVALID;

    static ErrorKind of(Throwable error) {
        if (error instanceof TimeoutException) {
            return TIMEOUT;
        }
        if (error instanceof PeerLeftException || error instanceof PeerStalledException) {
            return DISCONNECTED;
        }
        if (error instanceof RejectedRequestException) {
            return REJECTED;
        }
        if (error instanceof RoomClosedException || error instanceof CancellationException) {
            return ABORTED;
        }
        return INVALID;
    }

    static String message(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }

    /** Makes a result one of failure. */
    static ObjectNode describe(ObjectNode result, Throwable error) {
        return result.put("ok", false)
                .put("error", message(error))
                .put("kind", of(error).toString());
    }

    /** Returns the name that results carry. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
