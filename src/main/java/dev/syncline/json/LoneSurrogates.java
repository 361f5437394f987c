package dev.syncline.json;

/**
 * Makes lone surrogates readable: the parser underneath gives up a whole text for one in a name, so each is read as
 * U+0000, which breaks the same rule of its value alone.
 */
final class LoneSurrogates {

    private static final int ESCAPE_LENGTH = 6;

    private LoneSurrogates() {}

    /** The text with {@code \u0000} for every escape of a lone surrogate; the same array where there is none. */
    static byte[] replaced(byte[] text) {
        byte[] result = text;
        int index = 0;
        while (index < text.length - 1) {
            if (text[index] != '\\') {
                index++;
                continue;
            }
            int unit = unit(text, index);
            if (isHigh(unit) && isLow(unit(text, index + ESCAPE_LENGTH))) {
                index += 2 * ESCAPE_LENGTH;
            } else if (isHigh(unit) || isLow(unit)) {
                result = result == text ? text.clone() : result;
                result[index + 2] = result[index + 3] = result[index + 4] = result[index + 5] = '0';
                index += ESCAPE_LENGTH;
            } else {
                index += 2;
            }
        }
        return result;
    }

    private static boolean isHigh(int unit) {
        return unit >= 0xD800 && unit <= 0xDBFF;
    }

    private static boolean isLow(int unit) {
        return unit >= 0xDC00 && unit <= 0xDFFF;
    }

    /** The UTF-16 unit that is escaped here, or -1. */
    private static int unit(byte[] text, int index) {
        if (index + ESCAPE_LENGTH > text.length || text[index] != '\\' || text[index + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int digit = index + 2; digit < index + ESCAPE_LENGTH; digit++) {
            int value = Character.digit((char) (text[digit] & 0xFF), 16);
            if (value < 0) {
                return -1;
            }
            unit = unit << 4 | value;
        }
        return unit;
    }
}
