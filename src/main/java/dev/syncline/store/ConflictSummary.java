package dev.syncline.store;

import dev.syncline.change.ChangeType;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Decision;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * A conflict without the contents of its sides; components are named as the entity's fields, from which a query fills
 * them.
 *
 * @param theirsVersion the version that was stored when the change came
 * @param restoredAt when the values that lost were last sent again, or null
 * @param restoredBy the subject that asked for it
 * @param restoreChange the change that was sent
 */
@RegisterForReflection
public record ConflictSummary(
        UUID id,
        String tenant,
        String entity,
        String entityId,
        UUID changeId,
        ChangeType changeType,
        String subject,
        String clientId,
        String strategy,
        Outcome outcome,
        Decision.Settled resolution,
        long theirsVersion,
        long resultVersion,
        Instant createdAt,
        Instant restoredAt,
        String restoredBy,
        UUID restoreChange) {

    public RecordKey key() {
        return new RecordKey(tenant, entity, entityId);
    }

    public ListPlace place() {
        return new ListPlace(createdAt, id);
    }

    /** Who made the change. */
    public Origin origin() {
        return new Origin(tenant, subject, clientId);
    }
}
