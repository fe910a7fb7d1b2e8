package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretsTest {

    @Test
    void roomIdsAndPasswordsHave128BitsAndDoNotComeTwice() {
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(i -> i % 2 == 0 ? Trystero.randomRoomId() : Trystero.randomPassword())
                        .collect(Collectors.toSet()))
                .hasSize(1_000)
                .allMatch(text -> text.matches("[0-9A-Za-z]{22}"));
        assertThat(22 * Math.log(62) / Math.log(2)).isGreaterThan(128);
    }
}
