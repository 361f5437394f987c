package dev.syncline.resolve;

import dev.syncline.change.Json;
import java.util.ArrayList;
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

    /** @param value may be {@link Absent#ABSENT}: what lost is then the removal */
    static Lost of(List<String> path, Side side, Object value) {
        return value == Absent.ABSENT
                ? removal(path, side)
                : new Lost(path, side, false, Absent.toJson(value), List.of());
    }

    static Lost removal(List<String> path, Side side) {
        return new Lost(path, side, true, null, List.of());
    }

    /**
     * One entry for each field in which the loser's content differs from the winner's and from the base; what a side left
     * as it was it did not write, and restoring it would undo what the other wrote there.
     *
     * @param base empty where it is not known: then all that the loser holds counts as written, and nothing as removed
     */
    static List<Lost> differences(
            Map<String, Object> base, Map<String, Object> loser, Map<String, Object> winner, Side side) {
        List<Lost> lost = new ArrayList<>();
        addDifferences(lost, List.of(), base, loser, winner, side);
        return List.copyOf(lost);
    }

    private static void addDifferences(
            List<Lost> lost,
            List<String> path,
            Map<String, Object> base,
            Map<String, Object> loser,
            Map<String, Object> winner,
            Side side) {
        for (String name : FieldNames.ofBoth(winner, loser)) {
            Object was = Absent.get(base, name);
            Object losing = Absent.get(loser, name);
            Object winning = Absent.get(winner, name);
            if (losing.equals(winning) || losing.equals(was)) {
                continue;
            }
            List<String> below = FieldNames.below(path, name);
            if (losing instanceof Map && winning instanceof Map) {
                Map<String, Object> before = was instanceof Map ? Json.object(was) : Map.of();
                addDifferences(lost, below, before, Json.object(losing), Json.object(winning), side);
            } else {
                lost.add(of(below, side, losing));
            }
        }
    }
}
