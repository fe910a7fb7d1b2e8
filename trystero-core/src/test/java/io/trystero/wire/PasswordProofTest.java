package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordProofTest {

    private static final String CHALLENGE = "0123456789abcdefghijklmnopqrstuvwxyz";

    @Test
    void aChallengeIsAnsweredAsTheProtocolPageSays() {
        assertThat(PasswordProof.of(CHALLENGE, "s3cret", "com.example.app", "lobby"))
                .isEqualTo("13a3f56737d95ed4cb6c82a5ac4411dc3fcd4ba3f1fffe24f478a9183d9e87f0");
    }

    @Test
    void anotherPasswordGivesAnotherProof() {
        assertThat(PasswordProof.of(CHALLENGE, "secret", "com.example.app", "lobby"))
                .isNotEqualTo(PasswordProof.of(CHALLENGE, "s3cret", "com.example.app", "lobby"));
    }
}
