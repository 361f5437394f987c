package dev.syncline.change;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The message that carries an outcome back; the same however often it is asked for.
 *
 * @param version the record's version after the change, 0 where there is no record
 * @param cursor the feed position of the row that shows the outcome, or null where no row does
 * @param data the record as stored, for {@link Outcome#MERGED} and {@link Outcome#SUPERSEDED}; null if it is deleted
 * @param serverTime when the change was resolved
 */
public record Ack(
        UUID changeId,
        String clientId,
        String entity,
        String entityId,
        Outcome outcome,
        long version,
        String cursor,
        Map<String, Object> data,
        UUID conflictId,
        ErrorCode code,
        String detail,
        Instant serverTime) {}
