package io.trystero.signaling;

/**
 * A message to publish.
 *
 * @param topic under which it is published
 * @param kind what it is, for relays that store, encode or rate-limit kinds differently
 * @param payload a JSON text
 * @param rootTopic the root topic of the room that it belongs to, for relays that keep together what is a room's; the topic
 *     itself for an announce
 */
public record Publication(String topic, Kind kind, String payload, String rootTopic) {

    /** A message under a root topic, or one for a relay to which rooms do not matter. */
    public Publication(String topic, Kind kind, String payload) {
        this(topic, kind, payload, topic);
    }

    /** The kinds of message, the most urgent first. */
    public enum Kind {
        /** Accepts an offer. */
        ANSWER,
        /** Proposes a connection. */
        OFFER,
        /** An ICE candidate: as urgent as the offer that it belongs to, and behind it. */
        CANDIDATE,
        /** An announce sent to one peer, which asks it to lead. */
        REPLY,
        /** An announce to all in the room. */
        ANNOUNCE
    }

    /** Names the topic and the kind only. */
    @Override
    public String toString() {
        return "Publication[" + kind + " to " + topic + ", " + payload.length() + " characters]";
    }
}
