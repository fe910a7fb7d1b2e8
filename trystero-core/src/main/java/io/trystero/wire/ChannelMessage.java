package io.trystero.wire;

import java.nio.charset.StandardCharsets;

/** What one message of a data channel says, before it is known whether we are in that room (protocol, section 3). */
public sealed interface ChannelMessage {

    /** Returns the token of the room that the message is about. */
    String token();

    /**
     * A frame for a room.
     *
     * @param token the room's token
     * @param bytes the whole channel message
     * @param offset where the action frame begins
     */
    @SuppressWarnings("ArrayRecordComponent") // a view that never outlives one turn of the loop, compared by nobody
    record RoomFrame(String token, byte[] bytes, int offset) implements ChannelMessage {}

    /**
     * The peer is, or is no longer, in a room.
     *
     * @param token the room's token
     * @param present whether it is
     */
    record Presence(String token, boolean present) implements ChannelMessage {}

    /**
     * Reads a channel message. Takes ownership of the bytes.
     *
     * @throws MalformedException if it is neither
     */
    static ChannelMessage parse(byte[] bytes) throws MalformedException {
        if (bytes.length < 3) {
            throw new MalformedException("a channel message of " + bytes.length + " bytes");
        }
        return switch (bytes[0]) {
            case ROOM -> {
                int end = tokenEnd(bytes, 1);
                yield new RoomFrame(token(bytes, 3, end), bytes, end);
            }
            case PRESENCE -> {
                int end = tokenEnd(bytes, 2);
                yield new Presence(token(bytes, 4, end), bytes[1] == 1);
            }
            default -> throw new MalformedException("a channel message of kind " + (bytes[0] & 0xff));
        };
    }

    /** Returns the bytes that go before an action frame for the room of that token. */
    static byte[] roomPrefix(String token) {
        byte[] name = token.getBytes(StandardCharsets.UTF_8);
        byte[] prefix = new byte[3 + name.length];
        prefix[0] = ROOM;
        putLength(prefix, 1, name.length);
        System.arraycopy(name, 0, prefix, 3, name.length);
        return prefix;
    }

    /** Returns the message that says whether we are in the room of that token. */
    static byte[] presence(String token, boolean present) {
        byte[] name = token.getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[4 + name.length];
        message[0] = PRESENCE;
        message[1] = (byte) (present ? 1 : 0);
        putLength(message, 2, name.length);
        System.arraycopy(name, 0, message, 4, name.length);
        return message;
    }

    /** First byte of a room frame. */
    byte ROOM = 1;

    /** First byte of a presence message. */
    byte PRESENCE = 2;

    /** Bytes of the longest token that is taken for one; that of a room has 64. */
    int MAX_TOKEN = 128;

    private static void putLength(byte[] bytes, int at, int length) {
        bytes[at] = (byte) (length >>> 8);
        bytes[at + 1] = (byte) length;
    }

    private static int tokenEnd(byte[] bytes, int lengthAt) throws MalformedException {
        if (bytes.length < lengthAt + 2) {
            throw new MalformedException("a channel message without a room token");
        }
        int length = ((bytes[lengthAt] & 0xff) << 8) | (bytes[lengthAt + 1] & 0xff);
        int end = lengthAt + 2 + length;
        if (length == 0 || length > MAX_TOKEN || end > bytes.length) {
            throw new MalformedException("a channel message with a room token of " + length + " bytes");
        }
        return end;
    }

    private static String token(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
