package dev.syncline.json;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import dev.syncline.change.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Number literals: read into the normal form, and written the same way on every JDK. */
final class Numbers {

    /** Longer whole-number literals are beyond 2^53 - 1; shorter ones fit a long. */
    static final int SAFE_LENGTH = 17;

    private Numbers() {}

    /** The number of a JSON literal, or null where no double holds it. */
    static Number parse(String literal) {
        double value = Double.parseDouble(literal);
        if (Double.isInfinite(value) || (value == 0 && !isZero(literal))) {
            return null;
        }
        return Json.number(value);
    }

    /** Whether the literal is a whole number whose digits are others than the double's, written as long. */
    static boolean losesDigits(String literal, Number number) {
        if (!(number instanceof Double value) || Math.abs(value) <= Json.MAX_INTEGER) {
            return false;
        }
        Decimal decimal = Decimal.parse(literal.startsWith("-") ? literal.substring(1) : literal);
        int digits = decimal.digits.length();
        if (digits > decimal.point) {
            return false;
        }
        BigDecimal held = new BigDecimal(Math.abs(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return held.compareTo(decimal.exact()) != 0;
    }

    // The JDK's own text of a double differs between 17 and 19; this one is the newer on all.
    static String text(double value) {
        return DoubleToDecimal.toString(finite(value));
    }

    /** The number as ECMAScript writes it (Number::toString), which RFC 8785 asks for. */
    static String ecmaText(double value) {
        if (finite(value) == 0) {
            return "0";
        }
        Decimal decimal = Decimal.of(Math.abs(value));
        return value < 0 ? "-" + decimal.ecmaText() : decimal.ecmaText();
    }

    private static boolean isZero(String literal) {
        for (int index = 0; index < literal.length(); index++) {
            char c = literal.charAt(index);
            if (c == 'e' || c == 'E') {
                return true;
            }
            if (c >= '1' && c <= '9') {
                return false;
            }
        }
        return true;
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        return value;
    }

    /** The shortest digits that mean a double, and the decimal point's place: 0.digits times 10^point. */
    private record Decimal(String digits, int point) {

        static Decimal of(double value) {
            Decimal decimal = parse(DoubleToDecimal.toString(value));
            return decimal.digits.length() == 2 ? decimal.shortened(value) : decimal;
        }

        private static Decimal parse(String text) {
            int exponentAt = Math.max(text.indexOf('E'), text.indexOf('e'));
            String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
            int exponent = exponentAt < 0 ? 0 : Integer.parseInt(text.substring(exponentAt + 1));
            int point = mantissa.indexOf('.');
            int dot = point < 0 ? mantissa.length() : point;
            String all = mantissa.replace(".", "");
            int first = 0;
            while (all.charAt(first) == '0') {
                first++;
            }
            int last = all.length();
            while (all.charAt(last - 1) == '0') {
                last--;
            }
            return new Decimal(all.substring(first, last), dot - first + exponent);
        }

        // Java never writes fewer than two digits, so it may prefer 4.9E-324 to 5e-324.
        private Decimal shortened(double value) {
            int tens = digits.charAt(0) - '0';
            int nearest = digits.charAt(1) >= '5' ? tens + 1 : tens;
            Decimal candidate =
                    nearest == 10 ? new Decimal("1", point + 1) : new Decimal(Integer.toString(nearest), point);
            return nearest > 0 && candidate.value() == value ? candidate : this;
        }

        BigDecimal exact() {
            return new BigDecimal(new BigInteger(digits), digits.length() - point);
        }

        private double value() {
            return Double.parseDouble("0." + digits + "e" + point);
        }

        String ecmaText() {
            int count = digits.length();
            if (count <= point && point <= 21) {
                return digits + "0".repeat(point - count);
            }
            if (0 < point && point <= 21) {
                return digits.substring(0, point) + "." + digits.substring(point);
            }
            if (-6 < point && point <= 0) {
                return "0." + "0".repeat(-point) + digits;
            }
            int exponent = point - 1;
            String fraction = count == 1 ? "" : "." + digits.substring(1);
            return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
        }
    }
}
