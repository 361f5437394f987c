package dev.syncline.resolve;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fields merge, as a tree beside the record's own, so that a merge that goes down both never spells a path.
 *
 * @param own null where the field has no type
 */
public record FieldTypes(FieldType own, Map<String, FieldTypes> fields) {

    private static final FieldTypes NONE = new FieldTypes(null, Map.of());

    /** @param byPath types by dotted property path, as in {@code body.text} */
    public static FieldTypes of(Map<String, FieldType> byPath) {
        FieldTypes types = NONE;
        for (Map.Entry<String, FieldType> field : byPath.entrySet()) {
            types = types.with(field.getKey(), field.getValue());
        }
        return types;
    }

    private FieldTypes with(String path, FieldType type) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        FieldTypes below = at(name);
        Map<String, FieldTypes> wider = new LinkedHashMap<>(fields);
        wider.put(name, dot < 0 ? new FieldTypes(type, below.fields) : below.with(path.substring(dot + 1), type));
        return new FieldTypes(own, wider);
    }

    FieldTypes at(String field) {
        return fields.getOrDefault(field, NONE);
    }
}
