package io.trystero.wire;

import java.util.random.RandomGenerator;

/** Random ids over the protocol's alphabet of digits and letters (protocol, section 1). */
public final class Ids {

    /** Characters in a peer id. */
    public static final int PEER_ID_LENGTH = 20;

    /** Characters in an offer id. */
    public static final int OFFER_ID_LENGTH = 12;

    /** Characters in the id of an offer that stands for whoever comes. */
    public static final int STANDING_OFFER_ID_LENGTH = 20;

    /** Characters in a request id. */
    public static final int REQUEST_ID_LENGTH = 20;

    /** Characters in the challenge of the password handshake. */
    public static final int CHALLENGE_LENGTH = 36;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Ids() {}

    /** Returns an id of that many characters, each equally likely. */
    public static String random(RandomGenerator random, int length) {
        char[] id = new char[length];
        for (int i = 0; i < length; i++) {
            id[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return new String(id);
    }
}
