package dev.syncline.store;

import dev.syncline.change.Ack;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What became of a change.
 *
 * @param claim 0 for the change that came first with its id
 * @param position its place among its client's acks
 * @param cursor the position of the record's row that shows the outcome, or null
 * @param result the record that {@link Outcome#MERGED} and {@link Outcome#SUPERSEDED} tell, null where it is deleted
 * @param clientState what the client had after a change that was no fast-forward, else null
 * @param content the change as JSON text where it was not applied, else null
 * @param clockSkew how far its client's clock was ahead when it came, or negative, behind; null where it was about right
 */
public record LedgerEntry(
        Origin origin,
        RecordKey key,
        UUID changeId,
        int claim,
        UUID fingerprint,
        Outcome outcome,
        long version,
        long stampMillis,
        Position position,
        Position cursor,
        Instant receivedAt,
        Instant resolvedAt,
        UUID conflictId,
        ErrorCode code,
        String detail,
        Map<String, Object> result,
        State clientState,
        String content,
        Duration clockSkew) {

    /** How many changes that came with one id are known again: only by mistake, or from malice, there are as many. */
    static final int CLAIMS_TOLD_APART = 100;

    /** This entry at a new place among its client's acks. */
    public LedgerEntry at(Position newPosition) {
        return new LedgerEntry(
                origin,
                key,
                changeId,
                claim,
                fingerprint,
                outcome,
                version,
                stampMillis,
                newPosition,
                cursor,
                receivedAt,
                resolvedAt,
                conflictId,
                code,
                detail,
                result,
                clientState,
                content,
                clockSkew);
    }

    /** About what its ack takes in an answer, as {@link LedgerQueries} reckons it of what is stored, but for the result. */
    public long ackBytes() {
        return LedgerQueries.ACK_FIXED_BYTES
                + origin.clientId().length()
                + key.entity().length()
                + key.entityId().length()
                + (detail == null ? 0 : detail.length());
    }

    public Ack ack(Epoch epoch) {
        return new Ack(
                changeId,
                origin.clientId(),
                key.entity(),
                key.entityId(),
                outcome,
                version,
                cursor == null ? null : FeedCursor.at(cursor).text(epoch, key.tenant()),
                result,
                conflictId,
                code,
                detail,
                resolvedAt);
    }
}
