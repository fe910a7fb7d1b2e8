package io.trystero.nostr;

/** What a relay says (NIP-01). */
sealed interface RelayMessage {

    /** An event for a subscription. */
    record Event(String subscription, NostrEvent event) implements RelayMessage {}

    /**
     * What became of an event of ours.
     *
     * @param reason why it was refused, with a prefix for machines; may be empty
     */
    record Ok(String id, boolean accepted, String reason) implements RelayMessage {}

    /** A subscription is in place. */
    record EndOfStored(String subscription) implements RelayMessage {}

    /** The relay has ended a subscription. */
    record Closed(String subscription, String reason) implements RelayMessage {}

    /** A text for people. */
    record Notice(String text) implements RelayMessage {}

    /** Something that is none of the above, such as a challenge to authenticate. */
    record Other(String type) implements RelayMessage {}
}
