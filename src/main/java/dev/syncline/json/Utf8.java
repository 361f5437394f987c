package dev.syncline.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells well-formed UTF-8 (Unicode, table 3-7), which the JSON parser underneath checks only in part. */
final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The index of the first byte that is no part of a character, or -1. */
    static int firstInvalid(byte[] text) {
        int index = 0;
        while (index < text.length) {
            index = skipAscii(text, index);
            if (index == text.length) {
                return -1;
            }
            int length = characterLength(text, index);
            if (length == 0) {
                return index;
            }
            index += length;
        }
        return -1;
    }

    private static int skipAscii(byte[] text, int from) {
        int index = from;
        while (index + Long.BYTES <= text.length && ((long) LONGS.get(text, index) & HIGH_BITS) == 0) {
            index += Long.BYTES;
        }
        while (index < text.length && text[index] >= 0) {
            index++;
        }
        return index;
    }

    private static int characterLength(byte[] text, int index) {
        int lead = text[index] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return continues(text, index + 1, 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int lowest = lead == 0xE0 ? 0xA0 : 0x80; // no overlong form
            int highest = lead == 0xED ? 0x9F : 0xBF; // no surrogate
            return continues(text, index + 1, lowest, highest) && continues(text, index + 2, 0x80, 0xBF) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int lowest = lead == 0xF0 ? 0x90 : 0x80; // no overlong form
            int highest = lead == 0xF4 ? 0x8F : 0xBF; // nothing beyond U+10FFFF
            return continues(text, index + 1, lowest, highest)
                            && continues(text, index + 2, 0x80, 0xBF)
                            && continues(text, index + 3, 0x80, 0xBF)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] text, int index, int lowest, int highest) {
        if (index >= text.length) {
            return false;
        }
        int value = text[index] & 0xFF;
        return value >= lowest && value <= highest;
    }
}
