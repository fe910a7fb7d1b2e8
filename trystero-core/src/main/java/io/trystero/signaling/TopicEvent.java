package io.trystero.signaling;

/** What a subscription to a topic tells. */
public sealed interface TopicEvent {

    /** The server has taken the subscription: messages published from now on are heard. */
    record Subscribed() implements TopicEvent {}

    /**
     * A message was published under the topic.
     *
     * @param payload the message: a JSON text
     */
    record Received(String payload) implements TopicEvent {}

    /** The connection is gone, and the subscription with it: nothing is heard until the next {@link Subscribed}. */
    record Lost() implements TopicEvent {}
}
