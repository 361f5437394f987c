package dev.syncline.entities;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearPatternTest {

    /** Patterns and texts; in both, ~ is a line feed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b                       | abc     | true",
                "^b                      | abc     | false",
                "^abc$                   | abc     | true",
                "^abc$                   | abc~    | false",
                "^abc$                   | x~abc   | false",
                "^[a-z]+(-[a-z]+)*$      | a-bc    | true",
                "^a.c$                   | a😀c     | true",
                "^a.c$                   | a~c     | false",
                "^a.c$                   | a\u2028c | false",
                "^[^]$                   | ~       | true",
                "a[]b                    | ab      | false",
                "^a{2,3}?$               | aaa     | true",
                "^(?<year>\\d{4})$       | 2026    | true",
                "^(?:ab)+$               | abab    | true",
                "^\\d$                   | ٣       | false",
                "^\\w+$                  | a_1     | true",
                "^\\w$                   | ä       | false",
                "^\\bab\\b$              | ab      | true",
                "^\\s$                   | \ufeff  | true",
                "^\\s$                   | a       | false",
                "^\\S+$                  | a😀      | true",
                "^\\S$                   | '\u3000' | false",
                "^[\\s,]+$               | ,~,     | true",
                "^[\\S]$                 | ä       | true",
                "^[^\\S]$                | ~       | true",
                "^[\\d-]+$               | 1-2     | true",
                "^[a[]+$                 | a[[     | true",
                "^[a&&b]+$               | a&b     | true",
                "^[\\]\\\\^-]+$          | ]^-     | true",
                "^\\/\\-\\.\\$$          | /-.$    | true",
                "^\\u00e4$               | ä       | true",
                "^\\ud83d\\ude00$        | 😀       | true",
                "^\\u{1F600}$            | 😀       | true",
                "^[\\u00e0-\\u00ff]+$    | äö      | true",
                "^\\xe4$                 | ä       | true",
                "^\\cJ$                  | ~       | true",
                "^\\p{L}+$               | äΩ      | true",
                "^\\p{Letter}+$          | äΩ      | true",
                "^\\P{L}$                | 1       | true",
                "^\\p{Script=Greek}+$    | Ω       | true",
                "^\\p{gc=Lu}$            | Ä       | true",
                "^\\P{sc=Greek}$         | Ω       | false",
                "^[\\p{Lu}\\d]+$         | Ä1      | true",
                "^[^@\\s]+@[^@\\s]+$     | a@b.c   | true",
            })
    void matchesAsEcmaScriptDoes(String regex, String text, boolean matches) {
        assertEquals(matches, LinearPattern.FACTORY.getRegularExpression(regex).matches(text.replace('~', '\n')));
    }
}
