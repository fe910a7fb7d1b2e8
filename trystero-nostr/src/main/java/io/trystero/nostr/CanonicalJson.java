package io.trystero.nostr;

import java.util.List;

/** JSON as {@code JSON.stringify} writes it, without white space: what event ids are hashes of. Well-formed UTF-16 or not. */
final class CanonicalJson {

    private final StringBuilder text = new StringBuilder();

    CanonicalJson raw(String json) {
        text.append(json);
        return this;
    }

    CanonicalJson number(long value) {
        text.append(value);
        return this;
    }

    CanonicalJson string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                text.append(c).append(value.charAt(++i));
            } else {
                character(c);
            }
        }
        text.append('"');
        return this;
    }

    CanonicalJson strings(List<String> values) {
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            raw(i == 0 ? "" : ",").string(values.get(i));
        }
        text.append(']');
        return this;
    }

    CanonicalJson tags(List<List<String>> tags) {
        text.append('[');
        for (int i = 0; i < tags.size(); i++) {
            raw(i == 0 ? "" : ",").strings(tags.get(i));
        }
        text.append(']');
        return this;
    }

    private void character(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (c < ' ' || Character.isSurrogate(c)) {
                    text.append(String.format("\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
