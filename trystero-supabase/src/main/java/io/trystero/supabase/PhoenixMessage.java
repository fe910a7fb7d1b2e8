package io.trystero.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What the server says on a channel. */
sealed interface PhoenixMessage {

    /**
     * It answers.
     *
     * @param ref what it answers
     * @param reason why not, if it is not ok; empty if it does not say
     */
    record Reply(String ref, boolean ok, String reason) implements PhoenixMessage {}

    /** A channel has failed, or is closed: we are in it no more. */
    record Ended(String topic, @Nullable String joinRef, String event) implements PhoenixMessage {}

    /** Somebody has said something in a channel. */
    record Broadcast(String topic, String event, JsonNode payload) implements PhoenixMessage {}

    /** Something of no importance to us. */
    record Other() implements PhoenixMessage {}
}
