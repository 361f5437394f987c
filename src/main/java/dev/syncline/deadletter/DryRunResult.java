package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.resolve.Decision;
import java.util.Map;

/**
 * What would become of a change.
 *
 * @param version the record's version afterwards, 0 where there would be none
 * @param data the record afterwards, or null where there would be none or it would be deleted
 * @param conflict what would be kept of a change that is not a fast-forward, or null
 * @param code why it would be rejected or be a dead letter again, else null; so is detail
 */
public record DryRunResult(
        Outcome outcome,
        long version,
        Map<String, Object> data,
        Decision.Conflict conflict,
        ErrorCode code,
        String detail) {}
