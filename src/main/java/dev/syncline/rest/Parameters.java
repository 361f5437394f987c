package dev.syncline.rest;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Uuids;
import dev.syncline.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of query and path parameters; a wrong one ends the request with {@code invalid-parameter}. */
public final class Parameters {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    /** As many as a preference can have. */
    private static final long MAX_SECONDS = 999_999_999;

    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS);

    private Parameters() {}

    /** A whole number, or the default where the parameter is absent. */
    public static long number(String name, String text, long absent, long min, long max) {
        if (text == null) {
            return absent;
        }
        if (DIGITS.matcher(text).matches()) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw invalid(name, "must be a whole number from " + min + " to " + max);
    }

    /** A page's length. */
    public static int limit(String text) {
        return limit(text, 1_000);
    }

    /** The same where more may be asked for. */
    public static int limit(String text, int max) {
        return (int) number("limit", text, 100, 1, max);
    }

    /** Epoch milliseconds. */
    public static Optional<Instant> time(String name, String text) {
        return text == null
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(number(name, text, 0, 0, Change.MAX_TIMESTAMP)));
    }

    /** False where the parameter is absent. */
    public static boolean flag(String name, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw invalid(name, "must be true or false");
    }

    /** Whole seconds to wait, at most as long as allowed, as of a {@link Prefer preference}; none where it is absent. */
    public static Duration wait(String name, String text, Duration longest) {
        return Duration.ofSeconds(Math.min(number(name, text, 0, 0, MAX_SECONDS), longest.toSeconds()));
    }

    /** An ISO-8601 duration, as in PT90M, or a number with its unit, as in 90m; the default where it is absent. */
    public static Duration duration(String name, String text, Duration absent, Duration min, Duration max) {
        if (text == null) {
            return absent;
        }
        return parsed(text)
                .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0)
                .orElseThrow(() -> invalid(
                        name,
                        "must be a number with s, m, h or d, or an ISO-8601 duration, from " + min + " to " + max));
    }

    private static Optional<Duration> parsed(String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (amount.matches()) {
            return Optional.of(Duration.of(Long.parseLong(amount.group(1)), UNITS.get(amount.group(2))));
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A name as tenants, clients and records have; absent where it was not given. */
    public static Optional<String> name(String name, String text) {
        if (text != null && !Origin.isName(text)) {
            throw invalid(name, "must have 1 to " + Origin.MAX_NAME + " characters, none of them a control character");
        }
        return Optional.ofNullable(text);
    }

    public static String required(String name, Optional<String> value) {
        return value.orElseThrow(() -> invalid(name, "is required"));
    }

    public static <E extends Enum<E>> Optional<E> oneOf(String name, String text, Class<E> type) {
        if (text == null) {
            return Optional.empty();
        }
        E[] values = type.getEnumConstants();
        return Optional.of(Arrays.stream(values)
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElseThrow(() -> invalid(name, "must be one of " + Arrays.toString(values))));
    }

    /** An opaque place in a list that an earlier answer gave; {@code parse} refuses what none gave. */
    public static <T> Optional<T> cursor(String name, String text, Function<String, T> parse) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ErrorCode.INVALID_CURSOR, name + ": " + e.getMessage());
        }
    }

    /** A UUID in its usual form; empty for any other text. */
    public static Optional<UUID> uuid(String text) {
        return Optional.ofNullable(Uuids.parse(text));
    }

    private static ProblemException invalid(String name, String rule) {
        return new ProblemException(ErrorCode.INVALID_PARAMETER, name + " " + rule);
    }
}
