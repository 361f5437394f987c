package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A message set aside because the service failed on it.
 *
 * @param origin null, as are key and changeId, where the message could not be read
 */
public record DeadLetterRow(
        UUID id,
        Origin origin,
        RecordKey key,
        UUID changeId,
        ErrorCode cause,
        String detail,
        String topic,
        int partition,
        long offset,
        byte[] messageKey,
        byte[] payload,
        Instant failedAt) {}
