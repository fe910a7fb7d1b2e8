package io.trystero.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures, by the test vectors of BIP-340 and by what holds of all of them. */
class SchnorrTest {

    private static final HexFormat HEX = HexFormat.of();

    /** A row of the vectors; the secret key is empty where a signature is only verified. */
    record Vector(
            String index,
            String secretKey,
            String publicKey,
            String random,
            String message,
            String signature,
            boolean valid,
            String comment) {

        @Override
        public String toString() {
            return index + " " + comment;
        }
    }

    static Stream<Vector> vectors() throws Exception {
        try (var resource = SchnorrTest.class.getResourceAsStream("bip-0340-test-vectors.csv")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", 8))
                    .map(row ->
                            new Vector(row[0], row[1], row[2], row[3], row[4], row[5], row[6].equals("TRUE"), row[7]));
        }
    }

    @Test
    void allVectorsAreThere() throws Exception {
        assertThat(vectors()).hasSize(19);
        assertThat(vectors().filter(Vector::valid)).hasSize(9);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void verifiesAsTheVectorSays(Vector vector) {
        assertThat(Schnorr.verify(
                        HEX.parseHex(vector.publicKey), HEX.parseHex(vector.message), HEX.parseHex(vector.signature)))
                .isEqualTo(vector.valid);
    }

    static Stream<Vector> signed() throws Exception {
        return vectors().filter(vector -> !vector.secretKey.isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signed")
    void signsAsTheVectorSays(Vector vector) {
        KeyPair keys = new KeyPair(HEX.parseHex(vector.secretKey));

        assertThat(keys.publicKey()).isEqualTo(vector.publicKey.toLowerCase(Locale.ROOT));
        assertThat(keys.sign(HEX.parseHex(vector.message), HEX.parseHex(vector.random)))
                .isEqualTo(HEX.parseHex(vector.signature));
    }

    @Property(tries = 50)
    void whatIsSignedIsValidAndNothingElseIs(
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(max = 100) byte[] message,
            @ForAll @Size(32) byte[] random,
            @ForAll @IntRange(max = 511) int flipped) {
        secret[0] &= 0x7f;
        secret[31] |= 1;
        KeyPair keys = new KeyPair(secret);
        byte[] publicKey = HEX.parseHex(keys.publicKey());
        byte[] signature = keys.sign(message, random);
        assertThat(Schnorr.verify(publicKey, message, signature)).isTrue();

        byte[] other = signature.clone();
        other[flipped / 8] ^= (byte) (1 << flipped % 8);
        assertThat(Schnorr.verify(publicKey, message, other)).isFalse();
        byte[] otherKey = publicKey.clone();
        otherKey[flipped / 16] ^= (byte) (1 << flipped % 8);
        assertThat(Schnorr.verify(otherKey, message, signature)).isFalse();
        byte[] otherMessage = java.util.Arrays.copyOf(message, message.length + 1);
        assertThat(Schnorr.verify(publicKey, otherMessage, signature)).isFalse();
    }

    @Property(tries = 200)
    void nonsenseIsNoSignatureAndDoesNoHarm(
            @ForAll @Size(max = 40) byte[] publicKey,
            @ForAll @Size(max = 40) byte[] message,
            @ForAll @Size(max = 70) byte[] signature) {
        assertThat(Schnorr.verify(publicKey, message, signature)).isFalse();
    }

    @Test
    void aKeyPairIsNewEachTimeAndShowsNoSecret() {
        KeyPair one = KeyPair.generate(new SecureRandom());
        KeyPair other = KeyPair.generate(new SecureRandom());
        assertThat(one.publicKey()).matches("[0-9a-f]{64}").isNotEqualTo(other.publicKey());
        assertThat(new KeyPair(Schnorr.bytes(BigInteger.TEN)).toString())
                .doesNotContain("000a")
                .contains(new KeyPair(Schnorr.bytes(BigInteger.TEN)).publicKey());
    }

    @Test
    void whatIsNoSecretKeyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyPair(new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyPair(new byte[31]));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyPair(Schnorr.bytes(Schnorr.ORDER)));
    }
}
