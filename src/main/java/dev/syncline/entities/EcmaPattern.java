package dev.syncline.entities;

import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpressions;

/** Rewrites a regular expression of ECMAScript for RE2, which spells some of it otherwise. */
final class EcmaPattern {

    // What ECMAScript calls white space, and all else, as they stand within a class.
    private static final String SPACES =
            "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}" + "\\x{3000}\\x{feff}";
    private static final String OTHERS =
            "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
                    + "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}"
                    + "\\x{ff00}-\\x{10ffff}";
    private static final String NOT_LINE_END = "[^\\n\\r\\x{2028}\\x{2029}]";
    private static final String NOTHING = "[^\\x{0}-\\x{10ffff}]";
    private static final String ANYTHING = "[\\x{0}-\\x{10ffff}]";

    // Escapes that both write alike.
    private static final String SAME = "dDwWBtnrfvxpP";

    private final String regex;
    private final StringBuilder re2 = new StringBuilder();
    private int at;
    private boolean inClass;

    EcmaPattern(String regex) {
        this.regex = RegularExpressions.replaceLongformCharacterProperties(regex);
    }

    String toRe2() {
        while (at < regex.length()) {
            if (take("\\")) {
                escape();
            } else if (inClass) {
                inClass();
            } else if (take("[]")) {
                re2.append(NOTHING);
            } else if (take("[^]")) {
                re2.append(ANYTHING);
            } else if (take("[")) {
                re2.append(take("^") ? "[^" : "[");
                inClass = true;
            } else if (take(".")) {
                re2.append(NOT_LINE_END);
            } else if (regex.startsWith("(?<", at)
                    && !regex.startsWith("=", at + 3)
                    && !regex.startsWith("!", at + 3)) {
                at += 3;
                re2.append("(?P<");
            } else {
                re2.append(regex.charAt(at++));
            }
        }
        return re2.toString();
    }

    private void inClass() {
        if (take("[")) {
            re2.append("\\[");
        } else {
            inClass = !regex.startsWith("]", at);
            re2.append(regex.charAt(at++));
        }
    }

    private void escape() {
        if (take("u")) {
            codePoint();
        } else if (take("c") && at < regex.length()) {
            append(regex.charAt(at++) % 32);
        } else if (take("s")) {
            re2.append(inClass ? SPACES : "[" + SPACES + "]");
        } else if (take("S")) {
            re2.append(inClass ? OTHERS : "[" + OTHERS + "]");
        } else if (take("b")) {
            re2.append(inClass ? "\\x08" : "\\b");
        } else if (take("0")) {
            re2.append("\\x00");
        } else if (take("p{Script=") || take("p{sc=") || take("p{General_Category=") || take("p{gc=")) {
            re2.append("\\p{");
        } else if (take("P{Script=") || take("P{sc=") || take("P{General_Category=") || take("P{gc=")) {
            re2.append("\\P{");
        } else {
            other();
        }
    }

    private void other() {
        if (at == regex.length()) {
            throw new PatternSyntaxException("trailing backslash at end of expression", "");
        }
        char escaped = regex.charAt(at++);
        boolean letterOrDigit = escaped < 0x80 && Character.isLetterOrDigit(escaped);
        if (letterOrDigit && SAME.indexOf(escaped) < 0) {
            throw new PatternSyntaxException("invalid or unsupported escape", "\\" + escaped);
        }
        re2.append('\\').append(escaped);
    }

    private void codePoint() {
        if (take("{")) {
            int end = regex.indexOf('}', at);
            append(hex(at, end));
            at = end + 1;
            return;
        }
        char unit = (char) hex(at, at + 4);
        at += 4;
        boolean pair = Character.isHighSurrogate(unit) && take("\\u");
        if (pair) {
            append(Character.toCodePoint(unit, (char) hex(at, at + 4)));
            at += 4;
        } else {
            append(unit);
        }
    }

    private int hex(int from, int to) {
        try {
            return Integer.parseInt(regex.substring(from, to), 16);
        } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
            throw new PatternSyntaxException("invalid escape", "\\u");
        }
    }

    private void append(int codePoint) {
        re2.append("\\x{").append(Integer.toHexString(codePoint)).append('}');
    }

    private boolean take(String text) {
        boolean there = regex.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }
}
