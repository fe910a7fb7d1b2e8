package io.trystero.codec;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into payloads and back. Codecs hold no state and may be used by many threads at once; one's own must be so
 * too.
 *
 * <p>{@link #of(Class)} knows what a JavaScript peer sends and expects:
 *
 * <table>
 * <caption>Which payload carries what</caption>
 * <tr><th>type</th><th>payload</th><th>JavaScript</th></tr>
 * <tr><td>{@code String}</td><td>{@link Payload.Text}</td><td>string</td></tr>
 * <tr><td>{@code byte[]}, {@code ByteBuffer}</td><td>{@link Payload.Binary}</td><td>{@code ArrayBuffer}, typed array,
 * {@code Blob}</td></tr>
 * <tr><td>any other</td><td>{@link Payload.Json}; {@link Payload.Text} if the value's JSON is a string, as of an enum, a
 * {@code UUID} or a text node</td><td>any other JSON value</td></tr>
 * </table>
 *
 * <p>A {@code null} travels as the JSON {@code null}, whatever the type.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {

    /**
     * Turns a value into a payload. The payload may be a view of the value: a {@code byte[]} or {@code ByteBuffer} must not
     * change until it is sent.
     *
     * @throws CodecException if the value cannot be written
     */
    Payload encode(@Nullable T value);

    /**
     * Turns a payload into a value. Of a {@link Payload.Binary}, a {@code byte[]} is a copy, a {@code ByteBuffer} a
     * read-only view.
     *
     * @return the value; {@code null} for the JSON {@code null}, unless the type has a value of its own for that
     * @throws CodecException if the payload is of another kind, or no value of this type
     */
    @Nullable
    T decode(Payload payload);

    /**
     * Returns the codec of a type: of text for {@code String}, of bytes for {@code byte[]} and {@code ByteBuffer}, else of
     * JSON by Jackson.
     *
     * <p>That JSON ignores fields that the type does not have, so that peers of different versions understand each other;
     * writes dates as text; and uses the Jackson modules on the class path, such as those for {@code java.time} and {@code
     * Optional}. Limits on what arrives are Jackson's (nesting, length of strings and numbers), with names of at most 4 096
     * characters. For anything else see {@link #json(ObjectMapper, Class)}. Codecs of equal types are equal.
     */
    static <T> Codec<T> of(Class<T> type) {
        return Codecs.of(DefaultMapper.INSTANCE.constructType(type));
    }

    /**
     * Returns the codec of a type with parameters, such as a list: {@code Codec.of(new TypeReference<List<Point>>() {})}.
     *
     * @see #of(Class)
     */
    static <T> Codec<T> of(TypeReference<T> type) {
        return Codecs.of(DefaultMapper.INSTANCE.constructType(type));
    }

    /**
     * Returns a codec of JSON by one's own Jackson configuration: modules, naming, limits. Whatever it says of numbers and
     * escapes, these are written as {@code JSON.stringify} would.
     *
     * <pre>{@code
     * ObjectMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).build();
     * Codec<Meeting> codec = Codec.json(mapper, Meeting.class);
     * }</pre>
     *
     * @param mapper must not be configured any more once it is in use
     * @throws IllegalArgumentException if the mapper is for another format than JSON
     */
    static <T> Codec<T> json(ObjectMapper mapper, Class<T> type) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    /**
     * Returns a codec of JSON by one's own Jackson configuration, for a type that Jackson made.
     *
     * @param <T> the type that {@code type} stands for; not checked
     * @throws IllegalArgumentException if the mapper is for another format than JSON
     * @see #json(ObjectMapper, Class)
     */
    static <T> Codec<T> json(ObjectMapper mapper, JavaType type) {
        return new JsonCodec<>(mapper, type);
    }
}
