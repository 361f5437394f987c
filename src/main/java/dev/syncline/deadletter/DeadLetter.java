package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;

/**
 * A message that could not be processed, as it came.
 *
 * @param key null where it had none, as are value and schemaVersion
 * @param exceptionClass what was thrown, or null where nothing was
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        byte[] key,
        byte[] value,
        String schemaVersion,
        ErrorCode cause,
        String detail,
        String exceptionClass) {}
