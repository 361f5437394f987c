package dev.syncline.resolve;

import dev.syncline.change.Json;
import dev.syncline.change.Stamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Who last changed each field, as a tree beside the record's own: a node's stamp covers every field below it that has
 * no node of its own. A removed field keeps its node, so that its removal has a time.
 */
public record FieldStamps(Stamp own, Map<String, FieldStamps> fields) {

    /** Characters that a record's removed fields may take; the oldest are forgotten first, which only ages their removal. */
    static final int MAX_REMOVED = 64 * 1024;

    /** A stamp's numbers and the punctuation of both. */
    private static final int AROUND_REMOVED = 64;

    /** A field that the record holds no more. */
    private record Removed(String name, FieldStamps node) {

        long length() {
            return name.length() + node.own.clientId().length() + AROUND_REMOVED;
        }
    }

    public static FieldStamps of(Stamp stamp) {
        return new FieldStamps(stamp, Map.of());
    }

    FieldStamps at(String field) {
        FieldStamps child = fields.get(field);
        return child == null ? of(own) : child;
    }

    /** The latest stamp at or below this node. */
    Stamp latest() {
        Stamp latest = own;
        for (FieldStamps child : fields.values()) {
            Stamp below = child.latest();
            if (below.isAfter(latest)) {
                latest = below;
            }
        }
        return latest;
    }

    /** The stamps after a change turned one content into another: changed fields take its stamp if it is later. */
    FieldStamps changed(Map<String, Object> before, Map<String, Object> after, Stamp stamp) {
        return withChanged(before, after, stamp).withoutOldestRemoved(after);
    }

    private FieldStamps withChanged(Map<String, Object> before, Map<String, Object> after, Stamp stamp) {
        Map<String, FieldStamps> result = new LinkedHashMap<>(fields);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            Object was = before.get(name);
            Object is = after.get(name);
            if (before.containsKey(name) == after.containsKey(name) && Objects.equals(was, is)) {
                continue;
            }
            if (was instanceof Map && is instanceof Map) {
                result.put(name, at(name).withChanged(Json.object(was), Json.object(is), stamp));
            } else {
                // A field that never was has no stamp yet; that of the object around it is another change's.
                boolean isNew = !before.containsKey(name) && !fields.containsKey(name);
                Stamp old = at(name).latest();
                result.put(name, of(isNew || stamp.isAfter(old) ? stamp : old));
            }
        }
        return new FieldStamps(own, result).simplified();
    }

    /** The stamps where a change wrote what the record already had: the later of two equal writes is the last. */
    FieldStamps confirmed(Map<String, Object> base, Map<String, Object> mine, Map<String, Object> stored, Stamp stamp) {
        return withConfirmed(base, mine, stored, stamp).withoutOldestRemoved(stored);
    }

    private FieldStamps withConfirmed(
            Map<String, Object> base, Map<String, Object> mine, Map<String, Object> stored, Stamp stamp) {
        Map<String, FieldStamps> result = new LinkedHashMap<>(fields);
        for (String name : FieldNames.ofBoth(base, mine)) {
            Object was = Absent.get(base, name);
            Object written = Absent.get(mine, name);
            Object is = Absent.get(stored, name);
            if (written.equals(was)) {
                continue;
            }
            if (written instanceof Map && is instanceof Map) {
                Map<String, Object> before = was instanceof Map ? Json.object(was) : Map.of();
                FieldStamps below = at(name).withConfirmed(before, Json.object(written), Json.object(is), stamp);
                if (!below.equals(at(name))) {
                    result.put(name, below);
                }
            } else if (written.equals(is) && stamp.isAfter(at(name).latest())) {
                result.put(name, of(stamp));
            }
        }
        return new FieldStamps(own, result).simplified();
    }

    /** A removed field whose name alone is too long is forgotten at once, and no other for it. */
    private FieldStamps withoutOldestRemoved(Map<String, Object> present) {
        List<Removed> removed = new ArrayList<>();
        addRemoved(removed, present);
        if (removed.isEmpty() || removed.stream().mapToLong(Removed::length).sum() <= MAX_REMOVED) {
            return this;
        }
        removed.sort(
                Comparator.comparing((Removed each) -> each.node().latest()).reversed());
        // By identity: one name can be removed from many objects at one time.
        Set<FieldStamps> forgotten = Collections.newSetFromMap(new IdentityHashMap<>());
        long length = 0;
        for (Removed each : removed) {
            if (length + each.length() <= MAX_REMOVED) {
                length += each.length();
            } else {
                forgotten.add(each.node());
            }
        }
        return without(forgotten);
    }

    private void addRemoved(List<Removed> removed, Map<String, Object> present) {
        fields.forEach((name, child) -> {
            if (!present.containsKey(name)) {
                removed.add(new Removed(name, child));
            }
            child.addRemoved(removed, present.get(name) instanceof Map<?, ?> object ? Json.object(object) : Map.of());
        });
    }

    private FieldStamps without(Set<FieldStamps> forgotten) {
        Map<String, FieldStamps> kept = new LinkedHashMap<>();
        fields.forEach((name, child) -> {
            if (!forgotten.contains(child)) {
                kept.put(name, child.without(forgotten));
            }
        });
        return new FieldStamps(own, kept).simplified();
    }

    private FieldStamps simplified() {
        return fields.values().stream().allMatch(child -> child.fields.isEmpty() && child.own.equals(own))
                ? of(own)
                : this;
    }

    /**
     * This tree as a JSON value: {@code {"s": [[millis, clientId, changeId], ...], "t": node}}, where a node is an index
     * into {@code s}, or {@code [index, {field: node, ...}]}.
     */
    public Map<String, Object> toJson() {
        Map<Stamp, Long> index = new LinkedHashMap<>();
        Object tree = node(index);
        List<Object> stamps = new ArrayList<>();
        for (Stamp stamp : index.keySet()) {
            stamps.add(
                    List.of(stamp.millis(), stamp.clientId(), stamp.changeId().toString()));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("s", stamps);
        json.put("t", tree);
        return json;
    }

    private Object node(Map<Stamp, Long> index) {
        Long number = index.get(own);
        if (number == null) {
            number = (long) index.size();
            index.put(own, number);
        }
        if (fields.isEmpty()) {
            return number;
        }
        Map<String, Object> children = new LinkedHashMap<>();
        fields.forEach((name, child) -> children.put(name, child.node(index)));
        return List.of(number, children);
    }

    /** Reads {@link #toJson} back. */
    public static FieldStamps fromJson(Map<String, Object> json) {
        List<Stamp> stamps = new ArrayList<>();
        for (Object entry : Json.array(json.get("s"))) {
            List<Object> parts = Json.array(entry);
            stamps.add(new Stamp((Long) parts.get(0), (String) parts.get(1), UUID.fromString((String) parts.get(2))));
        }
        return fromNode(json.get("t"), stamps);
    }

    private static FieldStamps fromNode(Object node, List<Stamp> stamps) {
        if (node instanceof Long number) {
            return of(stamps.get(number.intValue()));
        }
        List<Object> pair = Json.array(node);
        Map<String, FieldStamps> children = new LinkedHashMap<>();
        Json.object(pair.get(1)).forEach((name, child) -> children.put(name, fromNode(child, stamps)));
        return new FieldStamps(stamps.get(((Long) pair.get(0)).intValue()), children);
    }
}
