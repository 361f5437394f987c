package dev.syncline.entities;

import dev.syncline.change.ErrorCode;
import dev.syncline.json.JsonSize;
import dev.syncline.json.JsonWriter;
import dev.syncline.resolve.RecordCheck;
import dev.syncline.resolve.Refusal;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Holds records that are put together here to the limit of size and to their entity's schema. */
@ApplicationScoped
public class StoredRecordCheck implements RecordCheck {

    private final long limit;
    private final SchemaCheck schemas;

    public StoredRecordCheck(Settings settings, SchemaCheck schemas) {
        this.limit = settings.limits().changeSize().asLongValue();
        this.schemas = schemas;
    }

    @Override
    public Optional<Refusal> refusal(String entity, Map<String, Object> data) {
        return tooLarge(data).or(() -> schemas.violation(entity, data)
                .map(detail -> new Refusal(ErrorCode.SCHEMA_VIOLATION, detail)));
    }

    private Optional<Refusal> tooLarge(Map<String, Object> data) {
        if (JsonSize.isSurelyWithin(data, limit)) {
            return Optional.empty();
        }
        long size = JsonWriter.writeBytes(data).length;
        return size <= limit
                ? Optional.empty()
                : Optional.of(new Refusal(
                        ErrorCode.CHANGE_TOO_LARGE, "the record would take " + size + " bytes, and may take " + limit));
    }
}
