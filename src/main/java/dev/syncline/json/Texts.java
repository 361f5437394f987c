package dev.syncline.json;

/** Keeps texts such that every part of the system can hold them: no U+0000, no lone surrogate. */
public final class Texts {

    private Texts() {}

    public static boolean isStorable(String text) {
        int length = text.length();
        for (int index = 0; index < length; index++) {
            char c = text.charAt(index);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(text, index)) {
                    return false;
                }
                index++;
            }
        }
        return true;
    }

    /** The beginning of a text that is longer, and never half of a character. */
    public static String shortened(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return text.substring(0, end) + "...";
    }

    static boolean isPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
