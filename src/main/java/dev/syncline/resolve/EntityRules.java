package dev.syncline.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one entity's records are merged.
 *
 * @param fields field types by dotted property path, as in {@code body.text}
 */
public record EntityRules(String entity, Strategy strategy, Map<String, FieldType> fields) {

    Optional<FieldType> typeAt(List<String> path) {
        return fields.isEmpty() ? Optional.empty() : Optional.ofNullable(fields.get(String.join(".", path)));
    }
}
