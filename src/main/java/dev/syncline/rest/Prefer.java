package dev.syncline.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The preference to wait for an outcome (RFC 7240); what cannot be understood is ignored, as that asks for. */
public final class Prefer {

    public static final String HEADER = "Prefer";
    public static final String APPLIED = "Preference-Applied";

    // Whoever asks for more than these digits hold is served as well with what they hold.
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private Prefer() {}

    public static List<String> lines(HttpHeaders headers) {
        List<String> lines = headers.getRequestHeader(HEADER);
        return lines == null ? List.of() : lines;
    }

    /** How long the request would wait, at most as long as allowed; empty where it names no whole seconds. */
    public static Optional<Duration> wait(List<String> headers, Duration longest) {
        // Of a preference given twice only the first counts, and lines of one header are one list.
        return headers.stream()
                .flatMap(header -> split(header, ',').stream())
                .map(preference -> split(split(preference, ';').get(0), '='))
                .filter(nameAndValue -> nameAndValue.get(0).strip().equalsIgnoreCase("wait"))
                .findFirst()
                .filter(nameAndValue -> nameAndValue.size() == 2)
                .map(nameAndValue -> unquoted(nameAndValue.get(1).strip()))
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Math.min(Long.parseLong(value), longest.toSeconds())));
    }

    /** The value of {@link #APPLIED}. */
    public static String waited(Duration wait) {
        return "wait=" + wait.toSeconds();
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (quoted && c == '\\') {
                index++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, index));
                from = index + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
