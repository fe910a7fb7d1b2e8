package io.trystero.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the descriptions and candidates of one room: AES-256-GCM with IVs of 16 bytes, printed as the protocol wants it
 * (section 1). Not thread-safe: confined to the engine's loop.
 */
public final class SignalCipher {

    private static final int IV_BYTES = 16;
    private static final int TAG_BITS = 128;
    /** Longest IV accepted, in characters: generous to other writers of the decimal list, but bounded. */
    private static final int MAX_IV_CHARACTERS = 512;

    private final SecretKey key;
    private final Cipher cipher;
    private final RandomGenerator random;

    /**
     * Makes the cipher of a room.
     *
     * @param password the room's password; empty for none
     */
    public SignalCipher(String password, String appId, String roomId, RandomGenerator random) {
        this.key = new SecretKeySpec(Topics.sha256(password + ":" + appId + ":" + roomId), "AES");
        this.random = random;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES/GCM", impossible);
        }
    }

    /** Encrypts a text under a fresh IV. */
    public String encrypt(String plain) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        return encrypt(plain, iv);
    }

    String encrypt(String plain, byte[] iv) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
            byte[] sealed = cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder(iv.length * 4 + sealed.length * 4 / 3 + 4);
            for (int i = 0; i < iv.length; i++) {
                if (i > 0) {
                    text.append(',');
                }
                text.append(iv[i] & 0xff);
            }
            return text.append('$')
                    .append(Base64.getEncoder().encodeToString(sealed))
                    .toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption under a fresh IV cannot fail", e);
        }
    }

    /**
     * Decrypts what a peer with the same password encrypted.
     *
     * @throws MalformedException if the text is not a cipher text or was made with another password
     */
    public String decrypt(String sealed) throws MalformedException {
        int split = sealed.indexOf('$');
        if (split < 1 || split > MAX_IV_CHARACTERS) {
            throw new MalformedException("not a cipher text");
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv(sealed.substring(0, split))));
            byte[] text = Base64.getDecoder().decode(sealed.substring(split + 1));
            // Left to the cipher, a text that has no room for the tag is an unchecked exception on a JDK 17.
            if (text.length < TAG_BITS / Byte.SIZE) {
                throw new MalformedException("not a cipher text");
            }
            return new String(cipher.doFinal(text), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedException("does not decrypt");
        }
    }

    private static byte[] iv(String decimals) {
        String[] parts = decimals.split(",", -1);
        byte[] iv = new byte[parts.length];
        for (int i = 0; i < iv.length; i++) {
            iv[i] = (byte) Integer.parseInt(parts[i]);
        }
        return iv;
    }
}
