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

    /** Where both sides lost the same value, that of the conflict's own change comes last and stays. */
    private static final Comparator<Lost> THEIRS_FIRST = Comparator.comparing(Lost::side, Comparator.reverseOrder());

    /** The change, or empty where nothing was lost; {@code present} is null where there is no record any more. */
    public Optional<Change> change(Present present, UUID id, long timestamp) {
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        long version = present == null ? 0 : present.version();
        if (lost.stream().anyMatch(value -> value.removed() && value.path().isEmpty())) {
            return Optional.of(change(id, ChangeType.DELETE, null, null, version, timestamp));
        }
        // A tombstone has its last live content, which an update revives.
        Map<String, Object> now =
                present == null ? after.data() : present.state().data();
        Map<String, Object> wanted = now;
        Map<String, Object> patch = Map.of();
        for (Lost value : lost.stream().sorted(THEIRS_FIRST).toList()) {
            wanted = with(wanted, value.path(), value);
            patch = patchWith(patch, value.path(), value);
        }
        if (present == null) {
            return Optional.of(change(id, ChangeType.CREATE, wanted, null, version, timestamp));
        }
        return Optional.of(
                MergePatch.apply(now, patch).equals(wanted)
                        ? change(id, ChangeType.UPDATE, null, patch, version, timestamp)
                        : change(id, ChangeType.UPDATE, wanted, null, version, timestamp));
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

    /** The content with one value set or removed; objects on the way to a value that are gone come back. */
    private static Map<String, Object> with(Map<String, Object> content, List<String> path, Lost value) {
        if (path.isEmpty()) {
            return Json.object(value.value());
        }
        String name = path.get(0);
        List<String> below = path.subList(1, path.size());
        Object old = content.get(name);
        if (value.removed() && !below.isEmpty() && !Json.isObject(old)) {
            return content;
        }
        Map<String, Object> result = new LinkedHashMap<>(content);
        if (!below.isEmpty()) {
            result.put(name, with(Json.isObject(old) ? Json.object(old) : Map.of(), below, value));
        } else if (value.removed()) {
            result.remove(name);
        } else {
            result.put(name, value.value());
        }
        return result;
    }

    private static Map<String, Object> patchWith(Map<String, Object> patch, List<String> path, Lost value) {
        if (path.isEmpty()) {
            return Json.object(value.value());
        }
        String name = path.get(0);
        List<String> below = path.subList(1, path.size());
        Map<String, Object> result = new LinkedHashMap<>(patch);
        if (below.isEmpty()) {
            result.put(name, value.removed() ? null : value.value());
        } else {
            Object old = patch.get(name);
            result.put(name, patchWith(Json.isObject(old) ? Json.object(old) : Map.of(), below, value));
        }
        return result;
    }
}
