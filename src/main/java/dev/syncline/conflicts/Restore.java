package dev.syncline.conflicts;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Lost;
import dev.syncline.resolve.State;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes the change that brings back what a conflict lost: a merge patch of the lost values on the record's current
 * version, or the whole record where a patch cannot say it.
 *
 * @param key the conflict's record
 * @param lost the values that lost
 * @param after the record as the conflict left it, from which it is made anew if it is gone
 */
public record Restore(RecordKey key, List<Lost> lost, State after) {

    /** A record as it is now. */
    public record Present(long version, State state) {}

    /** Where both sides lost the same value, or one the record, what the conflict's own change did comes last and stays. */
    private static final Comparator<Lost> THEIRS_FIRST = Comparator.comparing(Lost::side, Comparator.reverseOrder());

    /** The change, or empty where nothing was lost; {@code present} is null where there is no record any more. */
    public Optional<Change> change(Present present, UUID id, long timestamp) {
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        long version = present == null ? 0 : present.version();
        List<Lost> inOrder = lost.stream().sorted(THEIRS_FIRST).toList();
        if (isDeletion(inOrder.get(inOrder.size() - 1))) {
            return Optional.of(change(id, ChangeType.DELETE, null, null, version, timestamp));
        }
        // A tombstone has its last live content, which an update revives: so do the values behind a deletion.
        Map<String, Object> now =
                present == null ? after.data() : present.state().data();
        List<Lost> values = inOrder.stream().filter(value -> !isDeletion(value)).toList();
        Map<String, Object> wanted = with(now, values, 0);
        if (present == null) {
            return Optional.of(change(id, ChangeType.CREATE, wanted, null, version, timestamp));
        }
        Map<String, Object> patch = patch(Map.of(), values, 0);
        return Optional.of(
                MergePatch.apply(now, patch).equals(wanted)
                        ? change(id, ChangeType.UPDATE, null, patch, version, timestamp)
                        : change(id, ChangeType.UPDATE, wanted, null, version, timestamp));
    }

    private static boolean isDeletion(Lost value) {
        return value.removed() && value.path().isEmpty();
    }

    private Change change(
            UUID id,
            ChangeType type,
            Map<String, Object> data,
            Map<String, Object> patch,
            long version,
            long timestamp) {
        return new Change(id, type, key.entity(), key.entityId(), data, patch, version, timestamp, null);
    }

    /**
     * The content with the values set or removed, each object copied once; objects on the way to a value that are gone
     * come back.
     *
     * @param depth how many names of the values' paths lead to the content
     */
    private static Map<String, Object> with(Map<String, Object> content, List<Lost> values, int depth) {
        Map<String, Object> result = new LinkedHashMap<>(content);
        byName(values, depth).forEach((name, ofName) -> {
            int behind = behindWhole(ofName, depth + 1);
            if (behind > 0 && ofName.get(behind - 1).removed()) {
                result.remove(name);
            } else if (behind > 0) {
                result.put(name, ofName.get(behind - 1).value());
            }
            List<Lost> below = ofName.subList(behind, ofName.size());
            Object old = result.get(name);
            if (below.stream().anyMatch(value -> Json.isObject(old) || !value.removed())) {
                result.put(name, with(objectOrNone(old), below, depth + 1));
            }
        });
        return result;
    }

    private static Map<String, Object> patch(Map<String, Object> patch, List<Lost> values, int depth) {
        Map<String, Object> result = new LinkedHashMap<>(patch);
        byName(values, depth).forEach((name, ofName) -> {
            int behind = behindWhole(ofName, depth + 1);
            if (behind > 0) {
                result.put(name, ofName.get(behind - 1).value());
            }
            List<Lost> below = ofName.subList(behind, ofName.size());
            if (!below.isEmpty()) {
                result.put(name, patch(objectOrNone(result.get(name)), below, depth + 1));
            }
        });
        return result;
    }

    private static Map<String, List<Lost>> byName(List<Lost> values, int depth) {
        return values.stream()
                .collect(Collectors.groupingBy(
                        value -> value.path().get(depth), LinkedHashMap::new, Collectors.toList()));
    }

    /** Behind the last that sets or removes all that is there, which hides those before it; 0 where none does. */
    private static int behindWhole(List<Lost> values, int depth) {
        int behind = values.size();
        while (behind > 0 && values.get(behind - 1).path().size() > depth) {
            behind--;
        }
        return behind;
    }

    private static Map<String, Object> objectOrNone(Object value) {
        return Json.isObject(value) ? Json.object(value) : Map.of();
    }
}
