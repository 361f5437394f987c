package dev.syncline.store;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import dev.syncline.resolve.Lost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lost values as JSON: of their column, and of what callers are told. Each is an entry with its path; but where the paths
 * would repeat long names again and again, what lost in an object is that object's entry, and each name is said once.
 */
public final class LostValues {

    /** Characters of all paths together, of which few conflicts have as many. */
    private static final int MAX_PATHS = 256 * 1024;

    /** Two quotes and a comma. */
    private static final int AROUND_NAME = 3;

    private LostValues() {}

    public static List<Map<String, Object>> toJson(List<Lost> lost) {
        if (pathsLength(lost) <= MAX_PATHS) {
            return lost.stream().map(value -> toJson(value, 0)).toList();
        }
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Lost.Side side : Lost.Side.values()) {
            entries.addAll(
                    byObject(lost.stream().filter(value -> value.side() == side).toList(), 0));
        }
        return entries;
    }

    private static long pathsLength(List<Lost> lost) {
        return lost.stream()
                .flatMap(value -> value.path().stream())
                .mapToLong(name -> name.length() + AROUND_NAME)
                .sum();
    }

    /** @param depth how many names of each path are said already */
    private static List<Map<String, Object>> byObject(List<Lost> lost, int depth) {
        List<Map<String, Object>> entries = new ArrayList<>();
        Map<String, List<Lost>> inObjects = new LinkedHashMap<>();
        for (Lost value : lost) {
            if (value.path().size() == depth) {
                entries.add(toJson(value, depth));
            } else {
                inObjects
                        .computeIfAbsent(value.path().get(depth), name -> new ArrayList<>())
                        .add(value);
            }
        }
        inObjects.values().forEach(members -> entries.add(ofOneObject(members, depth)));
        return entries;
    }

    private static Map<String, Object> ofOneObject(List<Lost> lost, int depth) {
        Lost first = lost.get(0);
        if (lost.size() == 1) {
            return toJson(first, depth);
        }
        int end = depth + 1;
        while (haveInCommon(lost, end)) {
            end++;
        }
        Map<String, Object> json = at(first.path().subList(depth, end), first.side());
        json.put("members", byObject(lost, end));
        return json;
    }

    private static boolean haveInCommon(List<Lost> lost, int depth) {
        List<String> first = lost.get(0).path();
        return first.size() > depth
                && lost.stream()
                        .map(Lost::path)
                        .allMatch(path -> path.size() > depth && path.get(depth).equals(first.get(depth)));
    }

    private static Map<String, Object> at(List<String> path, Lost.Side side) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path);
        json.put("side", side.name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static Map<String, Object> toJson(Lost lost, int depth) {
        Map<String, Object> json = at(lost.path().subList(depth, lost.path().size()), lost.side());
        if (lost.removed()) {
            json.put("removed", true);
        } else {
            json.put("value", lost.value());
        }
        if (!lost.fragments().isEmpty()) {
            json.put("fragments", lost.fragments());
        }
        return json;
    }

    static List<Lost> read(String text) {
        List<Lost> lost = new ArrayList<>();
        addAll(lost, List.of(), JsonReader.stored().read(text));
        return lost;
    }

    private static void addAll(List<Lost> lost, List<String> above, Object entries) {
        for (Object entry : Json.array(entries)) {
            Map<String, Object> object = Json.object(entry);
            List<String> path = joined(above, texts(object.get("path")));
            if (object.containsKey("members")) {
                addAll(lost, path, object.get("members"));
            } else {
                lost.add(value(path, object));
            }
        }
    }

    private static Lost value(List<String> path, Map<String, Object> object) {
        return new Lost(
                path,
                Lost.Side.valueOf(((String) object.get("side")).toUpperCase(Locale.ROOT)),
                Boolean.TRUE.equals(object.get("removed")),
                object.get("value"),
                texts(object.getOrDefault("fragments", List.of())));
    }

    private static List<String> joined(List<String> above, List<String> below) {
        List<String> path = new ArrayList<>(above);
        path.addAll(below);
        return List.copyOf(path);
    }

    private static List<String> texts(Object json) {
        return Json.array(json).stream().map(String.class::cast).toList();
    }
}
