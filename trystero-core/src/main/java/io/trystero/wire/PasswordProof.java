package io.trystero.wire;

import java.util.HexFormat;

/** What a peer answers to the challenge of a room with a password (protocol, section 5). */
public final class PasswordProof {

    private PasswordProof() {}

    /** Returns the lower-case hex SHA-256 that proves knowledge of the password. */
    public static String of(String challenge, String password, String appId, String roomId) {
        return HexFormat.of().formatHex(Topics.sha256(challenge + ":" + password + ":" + appId + ":" + roomId));
    }
}
