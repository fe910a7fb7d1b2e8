package io.trystero.engine;

import io.trystero.rtc.IceServerFailure;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The types of candidates that one side of a connection has come up with (RFC 8839, section 5.1). */
final class CandidateTypes {

    static final String RELAY = "relay";

    private static final List<String> ALL = List.of("host", "srflx", "prflx", RELAY);

    private static final int MAX_FAILURES = 8;

    private final Set<String> seen = new TreeSet<>();
    private final Set<String> failures = new TreeSet<>();

    /** Notes the types in a candidate line, or in a description. */
    void add(String text) {
        for (String type : ALL) {
            if (text.contains(" typ " + type)) {
                seen.add(type);
            }
        }
    }

    /** Notes that a server gave none. */
    void failed(IceServerFailure failure) {
        if (failures.size() < MAX_FAILURES) {
            failures.add(failure.toString());
        }
    }

    /** Returns what became of the servers that gave none, for people to read; empty if nothing is known. */
    String failures() {
        return String.join(", ", failures);
    }

    boolean has(String type) {
        return seen.contains(type);
    }

    @Override
    public String toString() {
        return seen.isEmpty() ? "none" : String.join(", ", seen);
    }
}
