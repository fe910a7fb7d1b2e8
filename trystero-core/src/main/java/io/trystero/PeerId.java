package io.trystero;

/**
 * Names a peer: the same in every room that it shares with us, and another one each time its process starts anew.
 *
 * @param value 20 letters and digits where the peer runs one of the Trystero libraries
 */
public record PeerId(String value) implements Comparable<PeerId> {

    public PeerId {
        if (Arguments.given(value, "value").isEmpty()) {
            throw new IllegalArgumentException("a peer id must not be empty");
        }
    }

    /** Compares by code units, as the protocol does to decide which of two peers leads. */
    @Override
    public int compareTo(PeerId other) {
        return value.compareTo(other.value);
    }

    /** Returns the id itself. */
    @Override
    public String toString() {
        return value;
    }
}
