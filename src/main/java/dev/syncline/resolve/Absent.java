package dev.syncline.resolve;

import java.util.Map;

/** Stands for a field that is not there, which JSON tells apart from null. */
enum Absent {
    ABSENT,
    NULL;

    /** The field's value, with no Java null: {@link #ABSENT} where there is none, {@link #NULL} for a JSON null. */
    static Object get(Map<String, Object> object, String name) {
        Object value = object.get(name);
        if (value != null) {
            return value;
        }
        return object.containsKey(name) ? NULL : ABSENT;
    }

    static Object toJson(Object value) {
        return value == NULL ? null : value;
    }
}
