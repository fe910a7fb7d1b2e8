package io.trystero.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the database says. Paths are lists of keys from its root. */
sealed interface ServerMessage {

    /**
     * It is ready for us.
     *
     * @param host the server to connect to the next time
     * @param timestamp its clock, in milliseconds
     * @param session what it calls this connection
     */
    record Hello(String host, long timestamp, String session) implements ServerMessage {}

    /** It wants us to connect elsewhere, now. */
    record Reset(String host) implements ServerMessage {}

    /** It does not want us any more. */
    record Shutdown(String reason) implements ServerMessage {}

    /**
     * It has done what was asked, or not.
     *
     * @param status {@code ok}, or what is wrong
     * @param reason what is wrong, in words; empty if it says no more
     */
    record Reply(long request, String status, String reason) implements ServerMessage {

        boolean isOk() {
            return status.equals("ok");
        }
    }

    /** There are other values now. */
    record Changed(List<Change> changes) implements ServerMessage {}

    /** A path has another value now, JSON null if none. */
    record Change(List<String> path, JsonNode value) {}

    /** A listen is over. */
    record ListenRevoked(List<String> path) implements ServerMessage {}

    /** We are nobody to it any more. */
    record AuthRevoked(String status) implements ServerMessage {}

    /** Something of no importance to us. */
    record Other() implements ServerMessage {}
}
