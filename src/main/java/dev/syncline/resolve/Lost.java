package dev.syncline.resolve;

import java.util.List;
import java.util.Map;

/**
 * A value that lost a conflict, as restore would set it again.
 *
 * @param path the property names that lead to it; empty for the record itself
 * @param removed true where what lost is the absence of the value: a removed field, a deleted record
 * @param value the lost value; of a text or list that merged but for some overlaps, the merge with those decided for the
 *     loser; null if removed
 * @param fragments the parts of a text that lost an overlap, else empty
 */
public record Lost(List<String> path, Side side, boolean removed, Object value, List<String> fragments) {

    /** Whose value lost. */
    public enum Side {
        MINE,
        THEIRS
    }

    static Lost value(List<String> path, Side side, Object value) {
        return new Lost(path, side, false, value, List.of());
    }

    static Lost removal(List<String> path, Side side) {
        return new Lost(path, side, true, null, List.of());
    }

    /** One entry for each top-level field in which the loser's content differs from the winner's. */
    static List<Lost> differences(Map<String, Object> loser, Map<String, Object> winner, Side side) {
        return FieldNames.ofBoth(winner, loser).stream()
                .filter(name -> !Absent.get(loser, name).equals(Absent.get(winner, name)))
                .map(name -> loser.containsKey(name)
                        ? value(List.of(name), side, loser.get(name))
                        : removal(List.of(name), side))
                .toList();
    }
}
