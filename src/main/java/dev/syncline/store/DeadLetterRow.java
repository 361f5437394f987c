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
 * @param exception the class of what was thrown, or null
 * @param attempt how often it was sent again
 * @param receivedAt when the ingress took it, or null
 */
public record DeadLetterRow(
        UUID id,
        State state,
        int attempt,
        Origin origin,
        RecordKey key,
        UUID changeId,
        ErrorCode cause,
        String detail,
        String exception,
        Message message,
        Instant receivedAt,
        Instant failedAt) {

    /** How far a dead letter is. */
    public enum State {
        /** It waits for somebody. */
        PENDING,
        /** It is on its way through the outbox again. */
        SENT,
        /** It got a final outcome. */
        RESOLVED,
        /** It was given up. */
        DISCARDED
    }

    public String tenant() {
        return key == null ? "" : key.tenant();
    }

    public DeadLetterRow in(State newState) {
        return new DeadLetterRow(
                id, newState, attempt, origin, key, changeId, cause, detail, exception, message, receivedAt, failedAt);
    }

    /** The same dead letter after it failed again. */
    public DeadLetterRow failedAgain(ErrorCode newCause, String newDetail, String newException, Instant at) {
        return new DeadLetterRow(
                id,
                State.PENDING,
                attempt,
                origin,
                key,
                changeId,
                newCause,
                newDetail,
                newException,
                message,
                receivedAt,
                at);
    }
}
