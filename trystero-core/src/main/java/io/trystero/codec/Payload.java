package io.trystero.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The content of a message as it travels: text, JSON or bytes. Payloads are views, made without copying: what they were
 * made from must not change while they are in use. Equal if of the same kind with the same content; {@code toString}
 * tells kind and size, never content.
 */
public sealed interface Payload {

    /** Returns the bytes that go over the wire, as a new read-only view; text is encoded at each call. */
    ByteBuffer bytes();

    /**
     * A string; no JSON, no quotes.
     *
     * @param text the text
     */
    record Text(String text) implements Payload {

        /** Reads text that arrived: bytes that are no UTF-8 become U+FFFD, and one leading U+FEFF is dropped. */
        public static Text ofUtf8(ByteBuffer utf8) {
            return new Text(StandardCharsets.UTF_8
                    .decode(ByteOrderMark.skip(utf8.duplicate()))
                    .toString());
        }

        /** Returns the text as a JSON string with its quotes, for where JSON alone will do, such as metadata. */
        public Json quoted() {
            return new Json(EcmaScriptGenerator.quote(text));
        }

        @Override
        public ByteBuffer bytes() {
            // A surrogate without its pair has no UTF-8: like JavaScript, send U+FFFD, where Java's own would be '?'.
            byte[] utf8 = LoneSurrogates.replaced(text).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * A JSON value other than a string.
     *
     * @param bytes the JSON text as UTF-8
     */
    record Json(ByteBuffer bytes) implements Payload {

        /** Makes a payload of the JSON between the buffer's position and limit. */
        public Json {
            bytes = bytes.slice();
        }

        /** Makes a payload of a whole array of UTF-8. */
        public Json(byte[] utf8) {
            this(ByteBuffer.wrap(utf8));
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.asReadOnlyBuffer();
        }

        /** Returns the content as it was given, so that its array can be parsed without a copy. */
        ByteBuffer source() {
            return bytes.duplicate();
        }

        @Override
        public String toString() {
            return "Json[" + bytes.remaining() + " bytes]";
        }
    }

    /**
     * Bytes as they are.
     *
     * @param bytes the bytes
     */
    record Binary(ByteBuffer bytes) implements Payload {

        /** Makes a payload of the bytes between the buffer's position and limit. */
        public Binary {
            bytes = bytes.slice();
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.asReadOnlyBuffer();
        }

        @Override
        public String toString() {
            return "Binary[" + bytes.remaining() + " bytes]";
        }
    }
}
