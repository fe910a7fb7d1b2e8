package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.RejectedRequestException;
import io.trystero.codec.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * How an action behaves.
 *
 * @param isRequest whether it carries requests, not messages
 * @param reply what a request is answered with, given its query
 * @param quiet whether nothing is told of what comes but the count
 * @param until the number of messages after which they are counted; 0 for never
 */
record ActionSettings(boolean isRequest, Function<Payload, Mono<Payload>> reply, boolean quiet, int until) {

    static final String REFUSAL = "refused by the shell";

    static ActionSettings of(Fields action) {
        return new ActionSettings(
                isRequest(action.any("kind")),
                reply(action),
                action.flag("quiet"),
                action.number("until", Integer.MAX_VALUE, 0));
    }

    /** Reads the {@code actions} of a join: the kind of each by name. */
    static Map<String, ActionSettings> byName(Fields actions) {
        Map<String, ActionSettings> all = new LinkedHashMap<>();
        actions.entries()
                .forEach(entry ->
                        all.put(entry.getKey(), new ActionSettings(isRequest(entry.getValue()), Mono::just, false, 0)));
        return all;
    }

    private static boolean isRequest(JsonNode kind) {
        return switch (kind.asText("")) {
            case "", "message" -> false;
            case "request" -> true;
            default -> throw new InvalidCommandException("an action's kind is message or request, not " + kind);
        };
    }

    private static Function<Payload, Mono<Payload>> reply(Fields action) {
        JsonNode reply = action.any("reply");
        if (reply.isObject()) {
            Payload payload = PayloadSource.of(new Fields(reply));
            return query -> Mono.just(payload);
        }
        return switch (reply.asText("echo")) {
            case "echo" -> Mono::just;
            case "error" -> query -> Mono.error(new RejectedRequestException(REFUSAL));
            case "hang" -> query -> Mono.never();
            default ->
                throw new InvalidCommandException(
                        "\"reply\" is echo, error, hang or an object with a payload, not " + reply);
        };
    }
}
