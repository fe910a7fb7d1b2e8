package io.trystero.nostr;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.math.ec.ECPoint;

/** A key pair that signs as BIP-340 says. Immutable. */
final class KeyPair {

    private final BigInteger secret;
    private final byte[] publicKey;

    /** Takes a secret key of 32 bytes, which is from 1 to the group's order − 1. */
    KeyPair(byte[] secretKey) {
        BigInteger given = new BigInteger(1, secretKey);
        if (secretKey.length != Schnorr.KEY_BYTES || given.signum() == 0 || given.compareTo(Schnorr.ORDER) >= 0) {
            throw new IllegalArgumentException("not a secret key of secp256k1");
        }
        ECPoint point = Schnorr.multiply(given);
        this.secret = Schnorr.hasEvenY(point) ? given : Schnorr.ORDER.subtract(given);
        this.publicKey = Schnorr.xOf(point);
    }

    static KeyPair generate(SecureRandom random) {
        byte[] secretKey = new byte[Schnorr.KEY_BYTES];
        BigInteger drawn;
        do {
            random.nextBytes(secretKey);
            drawn = new BigInteger(1, secretKey);
        } while (drawn.signum() == 0 || drawn.compareTo(Schnorr.ORDER) >= 0);
        return new KeyPair(secretKey);
    }

    /** Returns the x-only public key in lower-case hex. */
    String publicKey() {
        return HexFormat.of().formatHex(publicKey);
    }

    /** Signs with 32 random bytes, which need not be good. */
    byte[] sign(byte[] message, byte[] random) {
        byte[] mask = Schnorr.hash("BIP0340/aux", random);
        byte[] masked = Schnorr.bytes(secret);
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i];
        }
        BigInteger drawn =
                new BigInteger(1, Schnorr.hash("BIP0340/nonce", masked, publicKey, message)).mod(Schnorr.ORDER);
        if (drawn.signum() == 0) {
            throw new IllegalStateException("SHA-256 gave a multiple of the group's order");
        }
        ECPoint point = Schnorr.multiply(drawn);
        BigInteger nonce = Schnorr.hasEvenY(point) ? drawn : Schnorr.ORDER.subtract(drawn);
        byte[] commitment = Schnorr.xOf(point);
        BigInteger e = Schnorr.challenge(commitment, publicKey, message);
        byte[] signature = new byte[Schnorr.SIGNATURE_BYTES];
        System.arraycopy(commitment, 0, signature, 0, Schnorr.KEY_BYTES);
        System.arraycopy(
                Schnorr.bytes(nonce.add(e.multiply(secret)).mod(Schnorr.ORDER)),
                0,
                signature,
                Schnorr.KEY_BYTES,
                Schnorr.KEY_BYTES);
        return signature;
    }

    /** Names the public key only. */
    @Override
    public String toString() {
        return "KeyPair[" + publicKey() + "]";
    }
}
