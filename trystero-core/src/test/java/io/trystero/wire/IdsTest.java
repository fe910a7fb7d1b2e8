package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class IdsTest {

    private static final String DIGITS_AND_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @Test
    void anIdHasTheLengthAskedFor() {
        assertThat(Ids.random(new Random(1), Ids.PEER_ID_LENGTH)).hasSize(20).matches("[0-9A-Za-z]*");
        assertThat(Ids.random(new Random(1), Ids.OFFER_ID_LENGTH)).hasSize(12);
    }

    @Test
    void everyDigitAndLetterOccursInIds() {
        String drawn = Ids.random(new Random(2), 10_000)
                .chars()
                .sorted()
                .distinct()
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        assertThat(drawn).isEqualTo(DIGITS_AND_LETTERS);
    }

    @Test
    void idsComeFromTheGivenRandomnessAlone() {
        assertThat(Ids.random(new Random(3), 20))
                .isEqualTo(Ids.random(new Random(3), 20))
                .isNotEqualTo(Ids.random(new Random(4), 20));
    }
}
