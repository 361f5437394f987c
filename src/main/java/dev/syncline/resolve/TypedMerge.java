package dev.syncline.resolve;

import static dev.syncline.resolve.Absent.ABSENT;

import dev.syncline.change.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Merges a field that both sides changed, by its type; empty where the values do not fit it. */
final class TypedMerge {

    /**
     * @param value the merged value
     * @param loser what restore would set, or null where nothing was lost
     * @param loserSide whose it is
     * @param fragments the parts of a text that lost
     */
    record Result(Object value, Object loser, Lost.Side loserSide, List<String> fragments) {
        static Result lossless(Object value) {
            return new Result(value, null, null, List.of());
        }
    }

    private TypedMerge() {}

    /** @param base may be {@link Absent#ABSENT}, the others too */
    static Optional<Result> merge(FieldType type, Object base, Object mine, Object theirs, boolean mineIsLater) {
        return switch (type) {
            case TEXT -> text(base, mine, theirs, mineIsLater);
            case SET -> set(base, mine, theirs).map(Result::lossless);
            case LIST -> list(base, mine, theirs, mineIsLater);
            case COUNTER -> counter(base, mine, theirs).map(Result::lossless);
            case MAX -> extreme(mine, theirs, 1).map(Result::lossless);
            case MIN -> extreme(mine, theirs, -1).map(Result::lossless);
        };
    }

    /** What types can do without an ancestor: sets unite, {@code max} and {@code min} apply. */
    static Optional<Object> unite(FieldType type, Object mine, Object theirs) {
        return switch (type) {
            case SET -> set(ABSENT, mine, theirs);
            case MAX -> extreme(mine, theirs, 1);
            case MIN -> extreme(mine, theirs, -1);
            case TEXT, LIST, COUNTER -> Optional.empty();
        };
    }

    private static Optional<Result> text(Object base, Object mine, Object theirs, boolean mineIsLater) {
        if (!(base instanceof String b && mine instanceof String m && theirs instanceof String t)) {
            return Optional.empty();
        }
        TextMerge.Result merged = TextMerge.merge(b, m, t, mineIsLater);
        if (merged.overlaps().isEmpty()) {
            return Optional.of(Result.lossless(merged.text()));
        }
        // Decided the other way round, the same merge is what the loser would have had.
        String loser = TextMerge.merge(b, m, t, !mineIsLater).text();
        List<String> fragments = merged.overlaps().stream()
                .map(overlap -> mineIsLater ? overlap.theirs() : overlap.mine())
                .toList();
        return Optional.of(new Result(merged.text(), loser, loser(mineIsLater), fragments));
    }

    private static Optional<Object> set(Object base, Object mine, Object theirs) {
        if (!(mine instanceof List<?> m && theirs instanceof List<?> t)) {
            return Optional.empty();
        }
        Symbols symbols = new Symbols();
        Map<Integer, Object> before = symbols.distinct(base instanceof List<?> b ? b : List.of());
        Map<Integer, Object> kept = symbols.distinct(m);
        Map<Integer, Object> result = symbols.distinct(t);
        result.keySet().removeIf(element -> before.containsKey(element) && !kept.containsKey(element));
        kept.keySet().removeAll(before.keySet());
        kept.forEach(result::putIfAbsent);
        return Optional.of(new ArrayList<>(result.values()));
    }

    private static Optional<Result> list(Object base, Object mine, Object theirs, boolean mineIsLater) {
        if (!(mine instanceof List<?> && theirs instanceof List<?>)) {
            return Optional.empty();
        }
        List<Object> ancestor = base instanceof List<?> ? Json.array(base) : List.of();
        List<Object> m = Json.array(mine);
        List<Object> t = Json.array(theirs);
        ListMerge.Result merged = ListMerge.merge(ancestor, m, t, mineIsLater);
        boolean nothingLost = merged.lostMine().isEmpty() && merged.lostTheirs().isEmpty();
        if (nothingLost) {
            return Optional.of(Result.lossless(merged.value()));
        }
        Object loser = ListMerge.merge(ancestor, m, t, !mineIsLater).value();
        return Optional.of(new Result(merged.value(), loser, loser(mineIsLater), List.of()));
    }

    private static Optional<Object> counter(Object base, Object mine, Object theirs) {
        Object from = base == ABSENT ? 0L : base;
        if (!(from instanceof Number b && mine instanceof Number m && theirs instanceof Number t)) {
            return Optional.empty();
        }
        double sum = decimal(t).add(decimal(m)).subtract(decimal(b)).doubleValue();
        // Past 2^53 - 1 a count can no longer be held exactly.
        boolean exact = Double.isFinite(sum) && (Math.abs(sum) <= Json.MAX_INTEGER || !(m instanceof Long));
        return exact ? Optional.of(Json.number(sum)) : Optional.empty();
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : BigDecimal.valueOf(number.doubleValue());
    }

    private static Optional<Object> extreme(Object mine, Object theirs, int sign) {
        int order;
        if (mine instanceof Number m && theirs instanceof Number t) {
            order = decimal(m).compareTo(decimal(t));
        } else if (mine instanceof String m && theirs instanceof String t) {
            order = m.compareTo(t);
        } else {
            return Optional.empty();
        }
        return Optional.of(order * sign > 0 ? mine : theirs);
    }

    private static Lost.Side loser(boolean mineIsLater) {
        return mineIsLater ? Lost.Side.THEIRS : Lost.Side.MINE;
    }
}
