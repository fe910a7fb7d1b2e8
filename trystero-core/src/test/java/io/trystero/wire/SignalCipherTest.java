package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalCipherTest {

    private static final String VECTOR = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15$MFUnAYGZ2wr+H2KnnQeoQIi+ehQBDS/HxXU=";

    private final SignalCipher cipher = cipher("s3cret");

    private static SignalCipher cipher(String password) {
        return new SignalCipher(password, "com.example.app", "lobby", new Random(1));
    }

    @Test
    void theKeyIsAHashOfPasswordAppAndRoom() {
        assertThat(HexFormat.of().formatHex(Topics.sha256("s3cret:com.example.app:lobby")))
                .isEqualTo("b7802af4f4e58884d71d91d6fc042f6f47e5065b2b34f556543334727352ede4");
        assertThat(HexFormat.of().formatHex(Topics.sha256(":com.example.app:lobby")))
                .isEqualTo("21910eb1ffa40a3e294cf99d4bf46490fd0b45f0bf9b90b8210d1b5f89e00a25");
    }

    @Test
    void aTextIsEncryptedAsTheProtocolPageSays() throws MalformedException {
        byte[] iv = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

        assertThat(cipher.encrypt("v=0 héllo", iv)).isEqualTo(VECTOR);
        assertThat(cipher.decrypt(VECTOR)).isEqualTo("v=0 héllo");
    }

    static List<String[]> javascript() {
        return Fixture.rows("javascript-ciphers.tsv");
    }

    @ParameterizedTest
    @MethodSource("javascript")
    void whatTheJavaScriptLibraryEncryptedIsRead(String password, String app, String room, String hex, String sealed)
            throws MalformedException {
        String plain = hex.equals("-") ? "" : new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);

        assertThat(new SignalCipher(password, app, room, new Random(1)).decrypt(sealed))
                .isEqualTo(plain);
    }

    @Test
    void theSameTextLooksDifferentEachTime() {
        assertThat(cipher.encrypt("v=0")).isNotEqualTo(cipher.encrypt("v=0"));
    }

    @Test
    void anotherPasswordDoesNotDecrypt() {
        String sealed = cipher("other").encrypt("v=0");

        assertThatThrownBy(() -> cipher.decrypt(sealed)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "$", "$$", "1,2,3", "1$", "1,2$=", "a$b", ",$AAAA", "1,,2$AAAA", "99999999999$AAAA", "-1$é"})
    void whatIsNoCipherTextIsMalformed(String text) {
        assertThatThrownBy(() -> cipher.decrypt(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aHugeIvIsRefusedUnread() {
        assertThatThrownBy(() -> cipher.decrypt("1,".repeat(5_000_000) + "1$AAAA"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aFailureLeavesTheCipherUsable() throws MalformedException {
        assertThatThrownBy(() -> cipher.decrypt("1,2,3$AAAA")).isInstanceOf(MalformedException.class);

        assertThat(cipher.decrypt(cipher.encrypt("v=0"))).isEqualTo("v=0");
    }

    @Property
    void whatIsEncryptedDecryptsToTheSame(@ForAll("unicode") String plain) throws MalformedException {
        assertThat(cipher.decrypt(cipher.encrypt(plain))).isEqualTo(plain);
    }

    @Property
    void aCipherTextWithOneCharacterChangedDoesNotDecryptToSomethingElse(
            @ForAll @IntRange(max = 79) int at, @ForAll char changed) {
        int index = at % VECTOR.length();
        String mutated = VECTOR.substring(0, index) + changed + VECTOR.substring(index + 1);
        try {
            assertThat(cipher.decrypt(mutated)).isEqualTo("v=0 héllo");
        } catch (MalformedException refused) {
            assertThat(mutated).isNotEqualTo(VECTOR);
        }
    }

    @Provide
    Arbitrary<String> unicode() {
        return Arbitraries.strings()
                .ofMaxLength(200)
                .filter(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text));
    }
}
