package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into lines with their terminators, and into words, runs of blanks, line breaks and single marks. */
final class Words {

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Words() {}

    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    static List<String> words(List<String> lines) {
        List<String> words = new ArrayList<>();
        for (String line : lines) {
            cut(line, words);
        }
        return words;
    }

    private static void cut(String line, List<String> words) {
        int bodyEnd = line.length() - terminator(line).length();
        int start = 0;
        while (start < bodyEnd) {
            int end = wordEnd(line, start, bodyEnd);
            words.add(line.substring(start, end));
            start = end;
        }
        if (bodyEnd < line.length()) {
            words.add(line.substring(bodyEnd));
        }
    }

    static String terminator(String line) {
        if (line.endsWith("\r\n")) {
            return "\r\n";
        }
        return line.endsWith("\n") ? "\n" : "";
    }

    static boolean isBreak(String word) {
        return word.endsWith("\n");
    }

    /** Whether it says anything: has a letter, a digit or an ideograph. */
    static boolean says(String text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            boolean says = Character.isSurrogate(unit)
                    ? Character.isLetterOrDigit(text.codePointAt(at))
                    : Character.isLetterOrDigit(unit);
            if (says) {
                return true;
            }
        }
        return false;
    }

    /** How many of the words say anything. */
    static long saying(List<String> words) {
        return words.stream().filter(Words::says).count();
    }

    /** Whether two pieces put together would read as one word. */
    static boolean wouldFuse(CharSequence left, String right) {
        if (left.length() == 0 || right.isEmpty()) {
            return false;
        }
        int last = Character.codePointBefore(left, left.length());
        return isSpelled(last) && isSpelled(right.codePointAt(0));
    }

    private static int wordEnd(String line, int start, int limit) {
        int first = line.codePointAt(start);
        int end = start + Character.charCount(first);
        boolean spelled = isSpelled(first);
        boolean blank = isBlank(first);
        int last = first;
        while (end < limit) {
            int next = line.codePointAt(end);
            boolean goesOn = spelled && isSpelled(next)
                    || blank && isBlank(next)
                    || !blank && (clings(next) || last == ZERO_WIDTH_JOINER);
            int link = spelled && !goesOn ? linkLength(line, end, limit) : 0;
            if (!goesOn && link == 0) {
                break;
            }
            // A letter may come in by a joiner, and the word goes on from there.
            spelled |= last == ZERO_WIDTH_JOINER && isSpelled(next);
            last = next;
            end += goesOn ? Character.charCount(next) : link;
        }
        return end;
    }

    // Versions, dates, amounts, addresses and "it's" are one word each: half of one and half of another is neither.
    private static int linkLength(String line, int at, int limit) {
        int length = line.startsWith("://", at) ? 3 : 1;
        if (at + length >= limit || !isSpelled(line.codePointAt(at + length))) {
            return 0;
        }
        char mark = line.charAt(at);
        boolean inNumber = Character.isDigit(line.charAt(at - 1)) && Character.isDigit(line.charAt(at + length));
        boolean links = length == 3 || (inNumber ? ".,:-/" : ".-/@'\u2019").indexOf(mark) >= 0;
        return links ? length : 0;
    }

    // Scripts without blanks between words are cut at every character instead.
    private static boolean isSpelled(int character) {
        if (character < 0x80) {
            return Character.isLetterOrDigit(character) || character == '_';
        }
        return Character.isLetterOrDigit(character) && !Character.isIdeographic(character) && !isKana(character);
    }

    private static boolean isKana(int character) {
        Character.UnicodeScript script = Character.UnicodeScript.of(character);
        return script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA;
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    // Accents, variation selectors, skin tones: never parted from what they modify.
    private static boolean clings(int character) {
        if (character < 0x80) {
            return false;
        }
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.MODIFIER_SYMBOL && character > 0xFFFF
                || character == ZERO_WIDTH_JOINER;
    }
}
