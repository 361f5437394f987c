package dev.syncline.store;

import dev.syncline.change.RecordKey;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A dead letter without its message; components are named as the entity's fields, from which a query fills them.
 *
 * @param tenant empty where the message could not be read; changeId, entity, entityId, subject and clientId are null then
 * @param attempt how often it was to be sent again or given up
 * @param untaken how many of these the broker did not take
 * @param exception what was thrown, or null
 * @param receivedAt when the change came in, or null where that is not known
 */
@RegisterForReflection
public record DeadLetterSummary(
        String tenant,
        UUID id,
        UUID changeId,
        String entity,
        String entityId,
        String subject,
        String clientId,
        String cause,
        String detail,
        String exception,
        String messageTopic,
        int messagePartition,
        long messageOffset,
        DeadLetterRow.State state,
        int attempt,
        int untaken,
        Instant receivedAt,
        Instant failedAt,
        Instant updatedAt) {

    /** Null where the message could not be read. */
    public RecordKey key() {
        return entity == null ? null : new RecordKey(tenant, entity, entityId);
    }

    public boolean isFinal() {
        return state == DeadLetterRow.State.RESOLVED || state == DeadLetterRow.State.DISCARDED;
    }

    /** Whether it waits for somebody, or what was sent of it must be lost, having been on its way for so long. */
    public boolean takesOrders(Instant now, Duration lostAfter) {
        boolean lost =
                state == DeadLetterRow.State.SENT && updatedAt.plus(lostAfter).isBefore(now);
        return lost || state == DeadLetterRow.State.PENDING;
    }

    /** Attempts that went on their way. */
    public int attemptsMade() {
        return attempt - untaken;
    }

    public ListPlace place() {
        return new ListPlace(failedAt, id);
    }
}
