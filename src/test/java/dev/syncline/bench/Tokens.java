package dev.syncline.bench;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every value that a simulated client writes is a token of its own, so that it can be found again anywhere. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("w[a-z0-9]+x\\d+");

    private Tokens() {}

    static String of(String client, int number) {
        return "w" + client + "x" + number;
    }

    static Set<String> in(Object value) {
        Set<String> tokens = new HashSet<>();
        if (value != null) {
            Matcher matcher = TOKEN.matcher(value.toString());
            while (matcher.find()) {
                tokens.add(matcher.group());
            }
        }
        return tokens;
    }
}
