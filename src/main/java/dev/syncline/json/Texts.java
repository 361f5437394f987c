package dev.syncline.json;

/** Tells texts that every part of the system can hold: no U+0000, no lone surrogate. */
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

    static boolean isPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
