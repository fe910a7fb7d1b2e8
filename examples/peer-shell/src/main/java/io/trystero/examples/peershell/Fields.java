package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a command or of an object in it; what is not as it should be is an {@link InvalidCommandException}. */
record Fields(JsonNode node) {

    Fields {
        if (!node.isObject()) {
            throw new InvalidCommandException("expected a JSON object, not " + node);
        }
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** Returns a field as it is; a missing node if there is none. */
    JsonNode any(String name) {
        return node.path(name);
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new InvalidCommandException("needs \"" + name + "\", a string");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        JsonNode value = present(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new InvalidCommandException("\"" + name + "\" is a string, not " + value);
        }
        return value.textValue();
    }

    /** Returns the strings of a list, or the one string that is given instead of a list of one; none if there is no field. */
    List<String> texts(String name) {
        JsonNode value = present(name);
        List<String> texts = new ArrayList<>();
        for (JsonNode element :
                value.isArray() ? value : value.isMissingNode() ? List.<JsonNode>of() : List.of(value)) {
            if (!element.isTextual()) {
                throw new InvalidCommandException("\"" + name + "\" is a string or a list of strings, not " + value);
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** Returns a whole number of at most {@code max}. */
    int number(String name, int max) {
        JsonNode value = present(name);
        if (!value.canConvertToExactIntegral() || value.longValue() < 0 || value.longValue() > max) {
            throw new InvalidCommandException("needs \"" + name + "\", a number from 0 to " + max);
        }
        return value.intValue();
    }

    int number(String name, int max, int otherwise) {
        return present(name).isMissingNode() ? otherwise : number(name, max);
    }

    boolean flag(String name) {
        JsonNode value = present(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new InvalidCommandException("\"" + name + "\" is true or false, not " + value);
        }
        return value.booleanValue();
    }

    @Nullable
    Boolean optionalFlag(String name) {
        return present(name).isMissingNode() ? null : flag(name);
    }

    /** Returns the fields of an object; none if there is no such field. */
    Fields object(String name) {
        JsonNode value = present(name);
        return new Fields(value.isMissingNode() ? Json.object() : value);
    }

    /** Returns the objects of a list; none if there is no such field. */
    List<Fields> objects(String name) {
        JsonNode value = present(name);
        if (!value.isMissingNode() && !value.isArray()) {
            throw new InvalidCommandException("\"" + name + "\" is a list, not " + value);
        }
        List<Fields> objects = new ArrayList<>();
        value.forEach(element -> objects.add(new Fields(element)));
        return objects;
    }

    Iterable<Map.Entry<String, JsonNode>> entries() {
        return node.properties();
    }

    /** Returns these fields with those of another object in place of their namesakes. */
    Fields with(Fields others) {
        ObjectNode all = Json.object();
        entries().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        others.entries().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        return new Fields(all);
    }

    private JsonNode present(String name) {
        JsonNode value = node.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }
}
