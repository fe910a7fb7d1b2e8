package io.trystero.engine;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The types of candidates that one side of a connection has come up with (RFC 8839, section 5.1). */
final class CandidateTypes {

    static final String RELAY = "relay";

    private static final List<String> ALL = List.of("host", "srflx", "prflx", RELAY);

    private final Set<String> seen = new TreeSet<>();

    /** Notes the types in a candidate line, or in a description. */
    void add(String text) {
        for (String type : ALL) {
            if (text.contains(" typ " + type)) {
                seen.add(type);
            }
        }
    }

    boolean has(String type) {
        return seen.contains(type);
    }

    @Override
    public String toString() {
        return seen.isEmpty() ? "none" : String.join(", ", seen);
    }
}
