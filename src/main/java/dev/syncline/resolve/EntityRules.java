package dev.syncline.resolve;

import java.util.Map;

/**
 * How an entity's conflicts are resolved, and what its fields are.
 *
 * @param fields by dotted path, as in {@code body.text}
 */
public record EntityRules(String entity, Strategy strategy, Map<String, FieldType> fields) {

    public EntityRules {
        fields = Map.copyOf(fields);
    }
}
