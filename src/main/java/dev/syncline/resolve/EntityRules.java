package dev.syncline.resolve;

import java.util.Map;

/** How one entity's records are merged. */
public record EntityRules(String entity, Strategy strategy, FieldTypes types) {

    /** @param fields field types by dotted property path, as in {@code body.text} */
    public EntityRules(String entity, Strategy strategy, Map<String, FieldType> fields) {
        this(entity, strategy, FieldTypes.of(fields));
    }
}
