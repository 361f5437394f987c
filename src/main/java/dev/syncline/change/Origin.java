package dev.syncline.change;

/** Who made a change: a client is one device, named within tenant and subject. */
public record Origin(String tenant, String subject, String clientId) {

    /** The most characters that a tenant's, a client's or a record's name has. */
    public static final int MAX_NAME = 200;

    /** Whether a text can be kept as such a name. */
    public static boolean isName(String text) {
        return isName(text, MAX_NAME);
    }

    /** Whether a text can be kept as a name: what the database cannot hold, and what nobody would see, is none. */
    public static boolean isName(String text, int maxLength) {
        return text != null
                && !text.isBlank()
                && text.length() <= maxLength
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || isSurrogate(c));
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
