package dev.syncline.entities;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/** A schema's regular expression that gives up where backtracking would take time out of proportion: no match. */
final class BoundedPattern implements RegularExpression {

    static final RegularExpressionFactory FACTORY = BoundedPattern::new;

    private static final long STEPS = 100_000;
    private static final long STEPS_PER_CHARACTER = 100;

    private final Pattern pattern;

    private BoundedPattern(String regex) {
        // What ECMAScript's regular expressions write differently, as the library's own JDK ones have it.
        this.pattern = Pattern.compile(
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex)));
    }

    @Override
    public boolean matches(String text) {
        try {
            return pattern.matcher(new CountedText(text)).find();
        } catch (TooCostly | StackOverflowError e) { // Java matches some repetitions by recursion
            return false;
        }
    }

    private static final class TooCostly extends RuntimeException {

        TooCostly() {
            super(null, null, false, false);
        }
    }

    /** Every step of a match looks at a character, so looks are what is counted. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private long left;

        CountedText(String text) {
            this.text = text;
            this.left = STEPS + STEPS_PER_CHARACTER * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooCostly();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
