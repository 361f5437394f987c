package dev.syncline.change;

import java.util.UUID;

/** The textual form of UUIDs, 8-4-4-4-12 hexadecimal digits, which the JDK's own parser does not insist on. */
public final class Uuids {

    private static final int LENGTH = 36;

    private Uuids() {}

    /** Null for anything but the text of a UUID, in whatever case. */
    public static UUID parse(Object value) {
        return value instanceof String text && isUuid(text) ? UUID.fromString(text) : null;
    }

    private static boolean isUuid(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int index = 0; index < LENGTH; index++) {
            boolean dash = index == 8 || index == 13 || index == 18 || index == 23;
            char c = text.charAt(index);
            if (dash ? c != '-' : !isHex(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
