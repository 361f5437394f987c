package dev.syncline.entities;

import com.google.re2j.Pattern;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * A schema's regular expression, matched in time linear to the text, so that every instance comes to the same whatever
 * the text: backtracking ends for want of time or stack instead. What only that can match is no pattern here: lookaround,
 * back references. JSON Schema advises against both (2020-12, core, 6.4).
 */
final class LinearPattern implements RegularExpression {

    static final RegularExpressionFactory FACTORY = LinearPattern::new;

    private final Pattern pattern;

    /** @throws com.google.re2j.PatternSyntaxException where it is none */
    private LinearPattern(String regex) {
        this.pattern = Pattern.compile(new EcmaPattern(regex).toRe2());
    }

    @Override
    public boolean matches(String text) {
        return pattern.matcher(text).find();
    }
}
