package io.trystero.nostr;

import java.util.Set;

/** What a relay means by a refusal, by the prefix of its reason (NIP-01). */
enum Refusal {
    /** It knows the event already. */
    DUPLICATE,
    /** It may take the next one, later. */
    PASSING,
    /** It minds who we are or what we send. */
    LASTING;

    private static final Set<String> PASSING_PREFIXES = Set.of("rate-limited", "error", "");

    static Refusal of(String reason) {
        int colon = reason.indexOf(':');
        // without a prefix it says nothing that a machine understands, and is given another chance
        String prefix = colon < 0 ? "" : reason.substring(0, colon);
        if (prefix.equals("duplicate")) {
            return DUPLICATE;
        }
        return PASSING_PREFIXES.contains(prefix) ? PASSING : LASTING;
    }
}
