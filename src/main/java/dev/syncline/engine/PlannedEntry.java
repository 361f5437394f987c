package dev.syncline.engine;

import dev.syncline.change.Outcome;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Refusal;
import dev.syncline.resolve.State;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A ledger entry in the making: what each has of its change, and what its outcome adds. */
final class PlannedEntry {

    private final BatchItem item;
    private final int claim;
    private final Outcome outcome;
    private final Position position;
    private final Instant resolvedAt;
    private long version;
    private long stampMillis;
    private Position cursor;
    private Map<String, Object> result;
    private UUID conflictId;
    private State clientState;
    private Refusal refusal;
    private String content;

    PlannedEntry(BatchItem item, int claim, Outcome outcome, Position position, Instant resolvedAt) {
        this.item = item;
        this.claim = claim;
        this.outcome = outcome;
        this.position = position;
        this.resolvedAt = resolvedAt;
        this.stampMillis = item.outbox().clampedTimestamp();
    }

    /** The record's, 0 where there is none. */
    PlannedEntry version(long recordVersion) {
        version = recordVersion;
        return this;
    }

    /** The change's stamp where it is not just its clock. */
    PlannedEntry stamp(long millis) {
        stampMillis = millis;
        return this;
    }

    /** The row that shows the outcome. */
    PlannedEntry shownBy(RecordRow row) {
        cursor = row.position();
        result = outcome.carriesData() ? row.stored().state().liveData() : null;
        return this;
    }

    PlannedEntry conflict(UUID id, State mine) {
        conflictId = id;
        clientState = mine;
        return this;
    }

    PlannedEntry refusal(Refusal why) {
        refusal = why;
        return this;
    }

    /** The change as JSON text, kept here where nothing else keeps it. */
    PlannedEntry content(String json) {
        content = json;
        return this;
    }

    LedgerEntry done() {
        OutboxRecord outbox = item.outbox();
        return new LedgerEntry(
                outbox.origin(),
                outbox.key(),
                outbox.change().id(),
                claim,
                item.fingerprint(),
                outcome,
                version,
                stampMillis,
                position,
                cursor,
                outbox.receivedAt(),
                resolvedAt,
                conflictId,
                refusal == null ? null : refusal.code(),
                refusal == null ? null : refusal.detail(),
                result,
                clientState,
                content,
                outbox.clockSkew());
    }
}
