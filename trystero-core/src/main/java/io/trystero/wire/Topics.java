package io.trystero.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names under which a room is known on relays and on shared connections (protocol, section 1). */
public final class Topics {

    private static final String LIBRARY = "Trystero";
    private static final int RADIX = 36;

    private Topics() {}

    /** Returns the topic that everybody in the room hears. */
    public static String root(String appId, String roomId) {
        return hash(path(appId, roomId));
    }

    /** Returns the topic that one peer of the room hears. */
    public static String self(String appId, String roomId, String peerId) {
        return hash(path(appId, roomId) + "@" + peerId);
    }

    /** Returns the 64 hex digits that mark the room's frames on a shared connection. */
    public static String roomToken(String appId, String roomId) {
        return HexFormat.of().formatHex(sha256(LIBRARY + ":" + appId + ":" + roomId));
    }

    /** Returns the SHA-1 of a text, each byte printed in base 36 without padding. */
    public static String hash(String text) {
        StringBuilder printed = new StringBuilder(40);
        for (byte b : digest("SHA-1", text)) {
            printed.append(Integer.toString(b & 0xff, RADIX));
        }
        return printed.toString();
    }

    static byte[] sha256(String text) {
        return digest("SHA-256", text);
    }

    private static String path(String appId, String roomId) {
        return LIBRARY + "@" + appId + "@" + roomId;
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has " + algorithm, impossible);
        }
    }
}
