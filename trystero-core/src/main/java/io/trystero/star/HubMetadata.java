package io.trystero.star;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a hub says of all that it sends, messages and media: <code>{"source": id, "hub": true, "metadata": what the source said}
 * </code>. What says so is not passed on again.
 *
 * @param source the id of the peer that it is from; a hub of media says {@code mix} of a mix
 * @param metadata what that peer sent beside it, or {@code null} if nothing
 */
public record HubMetadata(String source, @Nullable JsonNode metadata) {

    private static final String SOURCE = "source";
    private static final String MARK = "hub";
    private static final String METADATA = "metadata";

    public HubMetadata {
        if (Objects.requireNonNull(source, "source must not be null").isEmpty()) {
            throw new IllegalArgumentException("source must not be empty");
        }
    }

    /** Reads metadata; empty if they are none of a hub. Whether to believe them is another question. */
    public static Optional<HubMetadata> of(@Nullable JsonNode metadata) {
        if (metadata == null || !metadata.path(MARK).booleanValue()) {
            return Optional.empty();
        }
        JsonNode source = metadata.path(SOURCE);
        if (!source.isTextual() || source.textValue().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HubMetadata(source.textValue(), metadata.get(METADATA)));
    }

    /** Returns these as they go over the wire, in an object of its own. */
    public ObjectNode toJson() {
        return toJson(source, metadata);
    }

    /** Returns metadata of anything that Jackson writes as JSON. */
    static ObjectNode toJson(String source, @Nullable Object metadata) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put(SOURCE, source).put(MARK, true);
        if (metadata instanceof JsonNode node) {
            json.set(METADATA, node);
        } else if (metadata != null) {
            json.putPOJO(METADATA, metadata);
        }
        return json;
    }
}
