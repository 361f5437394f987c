package dev.syncline.resolve;

import java.util.Map;
import java.util.Optional;

/** Says whether a record may be stored: its size and its entity's schema. */
@FunctionalInterface
public interface RecordCheck {
    Optional<Refusal> refusal(String entity, Map<String, Object> data);
}
