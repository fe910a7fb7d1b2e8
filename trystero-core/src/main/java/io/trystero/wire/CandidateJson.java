package io.trystero.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trystero.rtc.IceCandidate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A candidate as the JSON of an {@code RTCIceCandidateInit} (protocol, section 2). */
public final class CandidateJson {

    private CandidateJson() {}

    /** Writes a candidate as browsers do. */
    public static String write(IceCandidate candidate) {
        StringBuilder json = new StringBuilder(64 + candidate.candidate().length()).append("{\"candidate\":");
        Json.quote(json, candidate.candidate());
        field(json, "sdpMid", candidate.sdpMid());
        if (candidate.sdpMLineIndex() != null) {
            json.append(",\"sdpMLineIndex\":").append(candidate.sdpMLineIndex());
        }
        field(json, "usernameFragment", candidate.usernameFragment());
        return json.append('}').toString();
    }

    /**
     * Reads a candidate.
     *
     * @throws MalformedException if it is no JSON object, or has neither a media section's tag nor its index
     */
    public static IceCandidate read(String json) throws MalformedException {
        String line = "";
        String mid = null;
        Integer index = null;
        String ufrag = null;
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("a candidate that is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    switch (name) {
                        case "candidate" -> line = parser.getText();
                        case "sdpMid" -> mid = parser.getText();
                        case "usernameFragment" -> ufrag = parser.getText();
                        default -> {}
                    }
                } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals("sdpMLineIndex")) {
                    index = parser.getIntValue();
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedException("text after the candidate");
            }
        } catch (IOException e) {
            throw new MalformedException("a candidate that is not JSON");
        }
        if (mid == null && index == null) {
            throw new MalformedException("a candidate with neither sdpMid nor sdpMLineIndex");
        }
        if (index != null && (index < 0 || index > 0xffff)) {
            throw new MalformedException("a candidate with an impossible sdpMLineIndex");
        }
        return new IceCandidate(line, mid, index, ufrag);
    }

    private static void field(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":");
            Json.quote(json, value);
        }
    }
}
