package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The columns of the ledger: how an entry is written to them, and read from them in the same order. */
final class LedgerColumns {

    static final InsertedRows<LedgerEntry> ROWS = InsertedRows.<LedgerEntry>into("ledger")
            .text("tenant", row -> row.key().tenant())
            .uuid("change_id", LedgerEntry::changeId)
            .integer("claim", LedgerEntry::claim)
            .text("subject", row -> row.origin().subject())
            .text("client_id", row -> row.origin().clientId())
            .text("entity", row -> row.key().entity())
            .text("entity_id", row -> row.key().entityId())
            .uuid("fingerprint", LedgerEntry::fingerprint)
            .text("outcome", row -> row.outcome().name())
            .number("version", LedgerEntry::version)
            .number("stamp_millis", LedgerEntry::stampMillis)
            .integer("epoch", row -> row.position().epoch())
            .number("tx", row -> row.position().tx())
            .integer("ordinal", row -> row.position().ordinal())
            .integer(
                    "cursor_epoch",
                    row -> row.cursor() == null ? null : row.cursor().epoch())
            .number(
                    "cursor_tx",
                    row -> row.cursor() == null ? null : row.cursor().tx())
            .integer(
                    "cursor_ordinal",
                    row -> row.cursor() == null ? null : row.cursor().ordinal())
            .instant("received_at", LedgerEntry::receivedAt)
            .instant("resolved_at", LedgerEntry::resolvedAt)
            .uuid("conflict_id", LedgerEntry::conflictId)
            .text("code", row -> row.code() == null ? null : row.code().code())
            .text("detail", LedgerEntry::detail)
            .utf8("result", row -> Rows.utf8(row.result()))
            .utf8("client_data", row -> Rows.data(row.clientState()))
            .bool("client_deleted", row -> Rows.deleted(row.clientState()))
            .text("content", LedgerEntry::content)
            .number(
                    "skew_ms",
                    row -> row.clockSkew() == null ? null : row.clockSkew().toMillis());

    private LedgerColumns() {}

    /** All of them, for {@link #entry}; null stands for those that are left out. */
    static String selected(String... leftOut) {
        return ROWS.selected(Set.of(leftOut));
    }

    /** From a row that begins with {@link #selected}. */
    static LedgerEntry entry(ResultSet row) throws SQLException {
        FoundRow columns = new FoundRow(row);
        String tenant = columns.text();
        UUID changeId = columns.uuid();
        int claim = columns.integer();
        Origin origin = new Origin(tenant, columns.text(), columns.text());
        RecordKey key = new RecordKey(tenant, columns.text(), columns.text());
        UUID fingerprint = columns.uuid();
        Outcome outcome = Outcome.valueOf(columns.text());
        long version = columns.number();
        long stampMillis = columns.number();
        Position position = position(columns);
        Position cursor = position(columns);
        Instant receivedAt = columns.instant();
        Instant resolvedAt = columns.instant();
        UUID conflictId = columns.uuid();
        ErrorCode code = code(columns.text());
        String detail = columns.text();
        Map<String, Object> result = Rows.object(columns.text());
        State clientState = state(Rows.object(columns.text()), columns.bool());
        String content = columns.text();
        Duration clockSkew = skew(columns.number());
        return new LedgerEntry(
                origin,
                key,
                changeId,
                claim,
                fingerprint,
                outcome,
                version,
                stampMillis,
                position,
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

    private static Position position(FoundRow columns) throws SQLException {
        Integer epoch = columns.integer();
        Long tx = columns.number();
        Integer ordinal = columns.integer();
        return epoch == null ? null : new Position(epoch, tx, ordinal);
    }

    private static ErrorCode code(String code) {
        return code == null ? null : ErrorCode.ofCode(code);
    }

    private static State state(Map<String, Object> data, Boolean deleted) {
        return data == null ? null : new State(data, deleted);
    }

    private static Duration skew(Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
