package dev.syncline.service;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.CompositeKey;
import dev.syncline.change.Fingerprint;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Dead letters without a failure before them. */
@ApplicationScoped
public class PlantedDeadLetters {

    private static final String LETTER = "insert into dead_letter (tenant, id, change_id, entity, entity_id, subject,"
            + " client_id, cause, detail, topic, partition, \"offset\", key, payload, schema_version, failed_at, state,"
            + " attempt, received_at, updated_at, exception) values (?, ?, ?, ?, ?, ?, ?, ?, 'it failed', 'syncline.outbox',"
            + " 0, 7, ?, ?, '1', ?, ?, ?, ?, ?, 'java.lang.IllegalStateException')";

    private static final String LEDGER = "insert into ledger (tenant, change_id, claim, subject, client_id, entity,"
            + " entity_id, fingerprint, outcome, version, stamp_millis, epoch, tx, ordinal, received_at, resolved_at, code,"
            + " detail) values (?, ?, 0, ?, ?, ?, ?, ?, 'DEAD_LETTERED', 0, ?,"
            + " (select max(number) from epoch), pg_current_xact_id()::text::bigint, 0, ?, ?, 'resolver-failed', 'it failed')";

    private static final String PARKED =
            "insert into parked (tenant, change_id, after_id, entity, entity_id, fingerprint,"
                    + " topic, partition, \"offset\", payload, schema_version, parked_at, record_id)"
                    + " values (?, ?, ?, ?, ?, ?, 'syncline.outbox', 0, 8, ?, '1', now(), ?)";

    private final AgroalDataSource database;

    PlantedDeadLetters(AgroalDataSource database) {
        this.database = database;
    }

    /** How a dead letter differs from one of ann's message m-1 that failed a minute ago and waits. */
    record Letter(
            String tenant,
            UUID id,
            Change change,
            String cause,
            String state,
            int attempt,
            Instant failedAt,
            Instant updatedAt) {

        static Letter of(String tenant) {
            Instant failed = Instant.now().minusSeconds(60);
            return new Letter(
                    tenant,
                    UUID.randomUUID(),
                    create("message", "m-1"),
                    "resolver-failed",
                    "PENDING",
                    0,
                    failed,
                    failed);
        }

        private static Change create(String entity, String entityId) {
            return new Change(
                    UUID.randomUUID(), ChangeType.CREATE, entity, entityId, Map.of("text", "a"), null, 0L, 1_000, null);
        }

        Letter record(String entity, String entityId) {
            return new Letter(tenant, id, create(entity, entityId), cause, state, attempt, failedAt, updatedAt);
        }

        Letter after(UUID predecessor) {
            Change later = new Change(
                    UUID.randomUUID(),
                    ChangeType.UPDATE,
                    change.entity(),
                    change.entityId(),
                    Map.of("text", "b"),
                    null,
                    null,
                    1_000,
                    predecessor);
            return new Letter(tenant, id, later, cause, state, attempt, failedAt, updatedAt);
        }

        Letter cause(String other) {
            return new Letter(tenant, id, change, other, state, attempt, failedAt, updatedAt);
        }

        Letter state(String other, int ofAttempt) {
            return new Letter(tenant, id, change, cause, other, ofAttempt, failedAt, updatedAt);
        }

        Letter failedAt(Instant at) {
            return new Letter(tenant, id, change, cause, state, attempt, at, at);
        }

        Letter updatedAt(Instant at) {
            return new Letter(tenant, id, change, cause, state, attempt, failedAt, at);
        }

        String path() {
            return "/api/v1/dead-letters/" + id;
        }

        private OutboxRecord outbox() {
            return new OutboxRecord(new Origin(tenant, "ann", "phone"), change, failedAt, 1_000, null, null);
        }
    }

    Letter plant(Letter letter) throws SQLException {
        OutboxRecord outbox = letter.outbox();
        byte[] key = CompositeKey.of(
                letter.tenant(), letter.change().entity(), letter.change().entityId());
        try (Connection connection = database.getConnection();
                PreparedStatement row = connection.prepareStatement(LETTER);
                PreparedStatement ledger = connection.prepareStatement(LEDGER)) {
            set(
                    row,
                    letter.tenant(),
                    letter.id(),
                    letter.change().id(),
                    letter.change().entity());
            setFrom(row, 5, letter.change().entityId(), "ann", "phone", letter.cause(), key);
            setFrom(row, 10, OutboxCodec.encode(outbox), letter.failedAt(), letter.state(), letter.attempt());
            setFrom(row, 14, letter.failedAt(), letter.updatedAt());
            row.executeUpdate();
            set(ledger, letter.tenant(), letter.change().id(), "ann", "phone");
            setFrom(ledger, 5, letter.change().entity(), letter.change().entityId());
            setFrom(ledger, 7, Fingerprint.of(outbox.origin(), letter.change()), 1_000L);
            setFrom(ledger, 9, letter.failedAt(), letter.failedAt());
            ledger.executeUpdate();
        }
        return letter;
    }

    /** One whose message is not JSON. */
    Letter plantUndecodable() throws SQLException {
        Letter letter = Letter.of("").cause("undecodable");
        try (Connection connection = database.getConnection();
                PreparedStatement row = connection.prepareStatement(LETTER)) {
            set(row, "", letter.id(), null, null, null, null, null, "undecodable", null);
            setFrom(row, 10, "nonsense".getBytes(StandardCharsets.UTF_8), letter.failedAt(), "PENDING", 0);
            setFrom(row, 14, null, letter.updatedAt());
            row.executeUpdate();
        }
        return letter;
    }

    /** A change that waits for another of the same record. */
    UUID park(Letter letter, UUID after) throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection connection = database.getConnection();
                PreparedStatement row = connection.prepareStatement(PARKED)) {
            set(
                    row,
                    letter.tenant(),
                    id,
                    after,
                    letter.change().entity(),
                    letter.change().entityId(),
                    id,
                    new byte[0],
                    new RecordKey(
                                    letter.tenant(),
                                    letter.change().entity(),
                                    letter.change().entityId())
                            .id());
            row.executeUpdate();
        }
        return id;
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        setFrom(statement, 1, values);
    }

    private static void setFrom(PreparedStatement statement, int first, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Instant instant ? Timestamp.from(instant) : values[i];
            statement.setObject(first + i, value);
        }
    }
}
