package io.trystero.codec;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.function.Predicate;

/** Prints numbers as JavaScript does: ECMA-262, Number::toString, for finite values. */
final class EcmaScriptNumber {

    /** Beyond these, JavaScript prints an exponent. */
    private static final int MOST_DIGITS = 21;

    private static final int MOST_LEADING_ZEROS = 6;

    /** A double so small holds every whole number exactly, and prints without its fraction. */
    private static final double SMALL = 1L << 53;

    private EcmaScriptNumber() {}

    static String print(double value) {
        if (value == Math.rint(value) && Math.abs(value) < SMALL) {
            return Long.toString((long) value);
        }
        // Jackson's fast printer finds the shortest digits; a JDK before 19 does not always.
        Decimal decimal = Decimal.parse(NumberOutput.toString(Math.abs(value), true));
        return format(value < 0, decimal.shortened(text -> Double.parseDouble(text) == Math.abs(value)));
    }

    /** Prints the shortest digits that tell the float from its neighbours, not those of the double that it widens to. */
    static String print(float value) {
        if (value == Math.rint(value) && Math.abs(value) < 1 << 24) {
            return Long.toString((long) value);
        }
        Decimal decimal = Decimal.parse(NumberOutput.toString(Math.abs(value), true));
        return format(value < 0, decimal.shortened(text -> Float.parseFloat(text) == Math.abs(value)));
    }

    private static String format(boolean negative, Decimal decimal) {
        StringBuilder printed = new StringBuilder(26);
        if (negative) {
            printed.append('-');
        }
        String digits = decimal.digits();
        int point = decimal.point();
        if (point > MOST_DIGITS || point <= -MOST_LEADING_ZEROS) {
            printed.append(digits.charAt(0));
            if (digits.length() > 1) {
                printed.append('.').append(digits, 1, digits.length());
            }
            return printed.append(point > 0 ? "e+" : "e-")
                    .append(Math.abs(point - 1))
                    .toString();
        }
        if (point <= 0) {
            return printed.append("0.")
                    .append("0".repeat(-point))
                    .append(digits)
                    .toString();
        }
        if (digits.length() <= point) {
            return printed.append(digits)
                    .append("0".repeat(point - digits.length()))
                    .toString();
        }
        return printed.append(digits, 0, point)
                .append('.')
                .append(digits, point, digits.length())
                .toString();
    }

    /**
     * A positive number.
     *
     * @param digits its significant digits, without zeros at either end
     * @param point where the decimal point stands, counted from the first digit
     */
    private record Decimal(String digits, int point) {

        /** Reads what Java prints: {@code 12.5}, {@code 0.001}, {@code 1.0E-7}. */
        static Decimal parse(String printed) {
            int e = printed.indexOf('E');
            int exponent = e < 0 ? 0 : Integer.parseInt(printed, e + 1, printed.length(), 10);
            String mantissa = e < 0 ? printed : printed.substring(0, e);
            int dot = mantissa.indexOf('.');
            String digits = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
            int first = 0;
            while (digits.charAt(first) == '0') {
                first++;
            }
            int last = digits.length();
            while (digits.charAt(last - 1) == '0') {
                last--;
            }
            return new Decimal(digits.substring(first, last), dot + exponent - first);
        }

        /** Gives up a second digit if one is enough: Java's printers always weigh two, as in 4.9E-324. */
        Decimal shortened(Predicate<String> isSame) {
            if (digits.length() != 2) {
                return this;
            }
            int lower = digits.charAt(0) - '0';
            boolean up = digits.charAt(1) >= '5';
            Decimal near = one(up ? lower + 1 : lower);
            Decimal far = one(up ? lower : lower + 1);
            return isSame.test(near.text()) ? near : isSame.test(far.text()) ? far : this;
        }

        private Decimal one(int digit) {
            return digit == 10 ? new Decimal("1", point + 1) : new Decimal(Integer.toString(digit), point);
        }

        private String text() {
            return "0." + digits + "E" + point;
        }
    }
}
