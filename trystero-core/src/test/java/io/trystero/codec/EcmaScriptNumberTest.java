package io.trystero.codec;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcmaScriptNumberTest {

    @Test
    void doublesArePrintedAsJavaScriptPrintsThem() {
        SoftAssertions all = new SoftAssertions();
        for (String[] row : Fixture.rows("javascript-numbers.tsv")) {
            double value = Double.longBitsToDouble(Long.parseUnsignedLong(row[0], 16));
            all.assertThat(EcmaScriptNumber.print(value)).as(row[0]).isEqualTo(row[1]);
        }
        all.assertAll();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-0.0, 0",
        "0.1, 0.1",
        "16777216, 16777216",
        "1e10, 10000000000",
        "1e21, 1e+21",
        "1e-7, 1e-7",
        "1.4e-45, 1e-45",
        "3.4028235e38, 3.4028235e+38",
        "0.000001, 0.000001",
        "-2.5, -2.5",
        "33554432, 33554432"
    })
    void floatsArePrintedWithTheirOwnShortestDigits(float value, String printed) {
        assertThat(EcmaScriptNumber.print(value)).isEqualTo(printed);
    }

    @Property
    void whatIsPrintedReadsBackAsTheSameDouble(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertThat(Double.parseDouble(EcmaScriptNumber.print(value))).isEqualTo(value);
        }
    }

    @Property
    void whatIsPrintedReadsBackAsTheSameFloat(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            assertThat(Float.parseFloat(EcmaScriptNumber.print(value))).isEqualTo(value);
        }
    }
}
