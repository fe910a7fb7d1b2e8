package io.trystero.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a peer answers to the challenge of a room with a password (protocol, section 5). */
public final class PasswordProof {

    /** The field that tells messages of the check from those of a user's handshake. */
    public static final String MARK = "__trystero_pw";

    private static final ObjectMapper JSON = new ObjectMapper();

    private PasswordProof() {}

    /** Tells whether a handshake payload is one that the check alone may send. */
    public static boolean isMessage(PayloadKind kind, ByteBuffer payload) {
        return kind == PayloadKind.JSON && read(payload).has(MARK);
    }

    /** Reads a message of the check; a missing node if it is no JSON. */
    public static JsonNode read(ByteBuffer json) {
        try {
            return JSON.readTree(StandardCharsets.UTF_8.decode(json.duplicate()).toString());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns the lower-case hex SHA-256 that proves knowledge of the password. */
    public static String of(String challenge, String password, String appId, String roomId) {
        return HexFormat.of().formatHex(Topics.sha256(challenge + ":" + password + ":" + appId + ":" + roomId));
    }
}
