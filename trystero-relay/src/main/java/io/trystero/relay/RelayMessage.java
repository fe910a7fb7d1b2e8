package io.trystero.relay;

import org.jspecify.annotations.Nullable;

/**
 * What is said over the socket (section 8 of the protocol, "WebSocket relay"): the client's {@code subscribe},
 * {@code unsubscribe} and {@code publish}, and the server's delivery, which has no type.
 *
 * @param type absent from deliveries
 * @param payload absent from what is not published
 */
record RelayMessage(
        @Nullable String type, String topic, @Nullable Payload payload) {

    static final String SUBSCRIBE = "subscribe";
    static final String UNSUBSCRIBE = "unsubscribe";
    static final String PUBLISH = "publish";

    /** A published value. */
    sealed interface Payload {

        /** Returns the message that is carried: the string itself, or the JSON of any other value. */
        String text();

        /** A JSON string, which the JavaScript library sends. */
        record Text(String text) implements Payload {}

        /**
         * Any other JSON value.
         *
         * @param text its JSON
         */
        record Json(String text) implements Payload {

            boolean isObject() {
                return text.startsWith("{");
            }
        }
    }
}
