package dev.syncline.outbox;

import dev.syncline.change.Change;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import java.time.Duration;
import java.time.Instant;

/**
 * An accepted change on its way to the engine.
 *
 * @param clampedTimestamp the change's timestamp, brought down to what the server's clock allows
 * @param epoch the epoch of the client's cursor, or null
 * @param clockSkew how far the client's clock was ahead of the server's, or negative, behind; null where it was about right
 */
public record OutboxRecord(
        Origin origin, Change change, Instant receivedAt, long clampedTimestamp, String epoch, Duration clockSkew) {

    public RecordKey key() {
        return new RecordKey(origin.tenant(), change.entity(), change.entityId());
    }
}
