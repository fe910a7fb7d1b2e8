package io.trystero.nostr;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** What BIP-340 signatures over secp256k1 are made of, and how they are verified. */
final class Schnorr {

    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger FIELD = CURVE.getCurve().getField().getCharacteristic();

    /** The order of the group. */
    static final BigInteger ORDER = CURVE.getN();

    private Schnorr() {}

    /** Tells whether a message was signed with the secret key of an x-only public key. */
    static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != KEY_BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        ECPoint point = lift(publicKey);
        byte[] commitment = Arrays.copyOf(signature, KEY_BYTES);
        BigInteger s = new BigInteger(1, signature, KEY_BYTES, KEY_BYTES);
        if (point == null || new BigInteger(1, commitment).compareTo(FIELD) >= 0 || s.compareTo(ORDER) >= 0) {
            return false;
        }
        BigInteger e = challenge(commitment, publicKey, message);
        ECPoint r = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), s, point, ORDER.subtract(e))
                .normalize();
        return !r.isInfinity() && hasEvenY(r) && Arrays.equals(xOf(r), commitment);
    }

    /** Multiplies the generator. */
    static ECPoint multiply(BigInteger scalar) {
        return CURVE.getG().multiply(scalar).normalize();
    }

    static BigInteger challenge(byte[] commitment, byte[] publicKey, byte[] message) {
        return new BigInteger(1, hash("BIP0340/challenge", commitment, publicKey, message)).mod(ORDER);
    }

    static boolean hasEvenY(ECPoint normalized) {
        return !normalized.getAffineYCoord().testBitZero();
    }

    static byte[] xOf(ECPoint normalized) {
        return normalized.getAffineXCoord().getEncoded();
    }

    static byte[] bytes(BigInteger scalar) {
        return BigIntegers.asUnsignedByteArray(KEY_BYTES, scalar);
    }

    /** Hashes with SHA-256 under a tag, as BIP-340 says. */
    static byte[] hash(String tag, byte[]... parts) {
        MessageDigest digest = sha256();
        byte[] tagged = digest.digest(tag.getBytes(StandardCharsets.US_ASCII));
        digest.update(tagged);
        digest.update(tagged);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the point with an even y of that x; null if there is none. */
    private static @Nullable ECPoint lift(byte[] x) {
        byte[] compressed = new byte[1 + KEY_BYTES];
        compressed[0] = 2;
        System.arraycopy(x, 0, compressed, 1, KEY_BYTES);
        try {
            return CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException notOnTheCurve) {
            return null;
        }
    }
}
