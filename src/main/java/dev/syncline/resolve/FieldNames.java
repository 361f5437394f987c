package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of fields, in the order in which results list them. */
final class FieldNames {

    private FieldNames() {}

    static Set<String> ofBoth(Map<String, Object> first, Map<String, Object> second) {
        Set<String> names = new LinkedHashSet<>(first.keySet());
        names.addAll(second.keySet());
        return names;
    }

    static List<String> below(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path.size() + 1);
        longer.addAll(path);
        longer.add(name);
        return longer;
    }
}
