package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.json.JsonSize;
import dev.syncline.json.JsonWriter;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.RecordCheck;
import dev.syncline.resolve.Refusal;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Gives the pure resolver what it cannot know: the limits, the schemas, and where custom resolvers run. */
@ApplicationScoped
class Resolution {

    @Produces
    @Singleton
    ConflictResolver resolver(Settings settings, SchemaCheck schemas, CustomResolverPool customResolvers) {
        long limit = settings.limits().changeSize().asLongValue();
        RecordCheck check = (entity, data) -> tooLarge(data, limit).or(() -> schemas.violation(entity, data)
                .map(detail -> new Refusal(ErrorCode.SCHEMA_VIOLATION, detail)));
        return new ConflictResolver(check, customResolvers);
    }

    private static Optional<Refusal> tooLarge(Map<String, Object> data, long limit) {
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
