package io.trystero.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message on a relay (protocol, section 2): an announce if it carries no signal.
 *
 * @param peerId who sent it
 * @param offerId the offer that it belongs to
 * @param offer an encrypted offer
 * @param answer an encrypted answer
 * @param candidate an encrypted candidate
 * @param passive whether its sender is passive
 */
public record SignalMessage(
        String peerId,
        @Nullable String offerId,
        @Nullable String offer,
        @Nullable String answer,
        @Nullable String candidate,
        boolean passive) {

    /** Characters of the longest id that is taken for one. */
    private static final int MAX_ID = 128;

    /** Characters of the longest encrypted candidate that is taken for one. */
    private static final int MAX_CANDIDATE = 16 * 1024;

    /** Characters of the longest encrypted description. */
    private static final int MAX_DESCRIPTION = 128 * 1024;

    public static SignalMessage announce(String peerId, boolean passive) {
        return new SignalMessage(peerId, null, null, null, null, passive);
    }

    public static SignalMessage offer(String peerId, String offerId, String offer, boolean passive) {
        return new SignalMessage(peerId, offerId, offer, null, null, passive);
    }

    public static SignalMessage answer(String peerId, @Nullable String offerId, String answer, boolean passive) {
        return new SignalMessage(peerId, offerId, null, answer, null, passive);
    }

    public static SignalMessage candidate(String peerId, @Nullable String offerId, String candidate, boolean passive) {
        return new SignalMessage(peerId, offerId, null, null, candidate, passive);
    }

    /** Tells whether the message carries no signal. */
    public boolean isAnnounce() {
        return offer == null && answer == null && candidate == null;
    }

    /** Returns the message as the JSON text that goes to the relay. */
    public String toJson() {
        StringBuilder json = new StringBuilder(64 + length(offer) + length(answer) + length(candidate));
        json.append("{\"peerId\":");
        Json.quote(json, peerId);
        append(json, "offerId", offerId);
        append(json, "offer", offer);
        append(json, "answer", answer);
        append(json, "candidate", candidate);
        if (passive) {
            json.append(",\"passive\":true");
        }
        return json.append('}').toString();
    }

    /**
     * Reads a message from a relay.
     *
     * @throws MalformedException if it is not a JSON object with a peer id, or a signal in it is not a non-empty string
     */
    public static SignalMessage parse(String json) throws MalformedException {
        String peerId = null;
        String offerId = null;
        String offer = null;
        String answer = null;
        String candidate = null;
        boolean passive = false;
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "peerId" -> peerId = text(parser, value);
                    case "offerId" -> offerId = text(parser, value);
                    case "offer" -> offer = signal(parser, value, name);
                    case "answer" -> answer = signal(parser, value, name);
                    case "candidate" -> candidate = signal(parser, value, name);
                    case "passive" -> {
                        passive = value == JsonToken.VALUE_TRUE;
                        parser.skipChildren();
                    }
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedException("text after the JSON object");
            }
        } catch (IOException e) {
            throw new MalformedException("not JSON");
        }
        return new SignalMessage(peerId == null ? "" : peerId, offerId, offer, answer, candidate, passive).checked();
    }

    /**
     * Returns this message if its ids and signals have a length that they may have.
     *
     * @throws MalformedException if not
     */
    public SignalMessage checked() throws MalformedException {
        if (peerId.isEmpty() || peerId.length() > MAX_ID) {
            throw new MalformedException("no usable peerId");
        }
        if (offerId != null && (offerId.isEmpty() || offerId.length() > MAX_ID)) {
            throw new MalformedException("no usable offerId");
        }
        check(offer, "offer", MAX_DESCRIPTION);
        check(answer, "answer", MAX_DESCRIPTION);
        check(candidate, "candidate", MAX_CANDIDATE);
        return this;
    }

    private static void check(@Nullable String signal, String name, int most) throws MalformedException {
        if (signal != null && signal.isEmpty()) {
            throw new MalformedException(name + " is empty");
        }
        if (signal != null && signal.length() > most) {
            throw new MalformedException(name + " of " + signal.length() + " characters");
        }
    }

    private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
        parser.skipChildren();
        String text = value == JsonToken.VALUE_STRING ? parser.getText() : "";
        return text.isEmpty() ? null : text;
    }

    private static String signal(JsonParser parser, JsonToken value, String name)
            throws IOException, MalformedException {
        String text = text(parser, value);
        if (text == null) {
            throw new MalformedException(name + " is not a non-empty string");
        }
        return text;
    }

    private static void append(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":");
            Json.quote(json, value);
        }
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** Names the sender and the kind only. */
    @Override
    public String toString() {
        String kind =
                offer != null ? "offer" : candidate != null ? "candidate" : answer != null ? "answer" : "announce";
        return "SignalMessage[" + kind + " of " + peerId + "]";
    }
}
