package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The dead letters, as a batch reads and writes them. */
@ApplicationScoped
public class DeadLetters {

    private static final InsertedRows<DeadLetterRow> ROWS = InsertedRows.<DeadLetterRow>into("dead_letter")
            .text("tenant", DeadLetterRow::tenant)
            .uuid("id", DeadLetterRow::id)
            .text("state", row -> row.state().name())
            .integer("attempt", DeadLetterRow::attempt)
            .uuid("change_id", DeadLetterRow::changeId)
            .text("entity", row -> row.key() == null ? null : row.key().entity())
            .text("entity_id", row -> row.key() == null ? null : row.key().entityId())
            .text("subject", row -> row.origin() == null ? null : row.origin().subject())
            .text("client_id", row -> row.origin() == null ? null : row.origin().clientId())
            .text("cause", row -> row.cause().code())
            .text("detail", DeadLetterRow::detail)
            .text("exception", DeadLetterRow::exception)
            .text("topic", row -> row.message().topic())
            .integer("partition", row -> row.message().partition())
            .number("\"offset\"", row -> row.message().offset())
            .bytes("key", row -> row.message().key())
            .bytes("payload", row -> row.message().payload())
            .text("schema_version", row -> row.message().schemaVersion())
            .instant("received_at", DeadLetterRow::receivedAt)
            .instant("failed_at", DeadLetterRow::failedAt);

    private static final String COLUMNS = ROWS.selected(Set.of());

    private static final String LOCK = "select " + COLUMNS
            + " from dead_letter join unnest(?::text[], ?::uuid[]) as wanted(tenant, id) using (tenant, id)"
            + " order by tenant, id for update of dead_letter";

    private static final String MADE_BY = "select " + COLUMNS
            + " from dead_letter join unnest(?::text[], ?::int4[], ?::int8[]) as wanted(topic, partition, \"offset\")"
            + " using (topic, partition, \"offset\")";

    private static final String UPDATE = "update dead_letter set state = n.state, cause = n.cause,"
            + " detail = n.detail, exception = n.exception, failed_at = n.failed_at, updated_at = now()"
            + " from unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])"
            + " as n(tenant, id, state, cause, detail, exception, failed_at)"
            + " where dead_letter.tenant = n.tenant and dead_letter.id = n.id";

    public Map<DeadLetterKey, DeadLetterRow> lock(Connection connection, Collection<DeadLetterKey> letters)
            throws SQLException {
        Map<DeadLetterKey, DeadLetterRow> found = new HashMap<>();
        if (letters.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, LOCK)) {
            Columns.of(connection, statement, List.copyOf(letters))
                    .text(DeadLetterKey::tenant)
                    .uuid(DeadLetterKey::id);
            rows(statement.executeQuery()).forEach(row -> found.put(new DeadLetterKey(row.tenant(), row.id()), row));
        }
        return found;
    }

    /** The dead letters that these messages made. */
    public List<DeadLetterRow> madeBy(Connection connection, Collection<MessagePlace> places) throws SQLException {
        if (places.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, MADE_BY)) {
            Columns.of(connection, statement, List.copyOf(places))
                    .text(MessagePlace::topic)
                    .integer(MessagePlace::partition)
                    .number(MessagePlace::offset);
            return rows(statement.executeQuery());
        }
    }

    private static List<DeadLetterRow> rows(ResultSet rows) throws SQLException {
        List<DeadLetterRow> found = new ArrayList<>();
        while (rows.next()) {
            FoundRow columns = new FoundRow(rows);
            String tenant = columns.text();
            UUID id = columns.uuid();
            DeadLetterRow.State state = DeadLetterRow.State.valueOf(columns.text());
            int attempt = columns.integer();
            UUID changeId = columns.uuid();
            RecordKey key = new RecordKey(tenant, columns.text(), columns.text());
            Origin origin = new Origin(tenant, columns.text(), columns.text());
            boolean readable = key.entity() != null;
            found.add(new DeadLetterRow(
                    id,
                    state,
                    attempt,
                    readable ? origin : null,
                    readable ? key : null,
                    changeId,
                    ErrorCode.ofCode(columns.text()),
                    columns.text(),
                    columns.text(),
                    Rows.message(columns),
                    columns.instant(),
                    columns.instant()));
        }
        return found;
    }

    public void insert(OneTrip trip, List<DeadLetterRow> rows) throws SQLException {
        ROWS.write(trip, rows);
    }

    public void update(Connection connection, List<DeadLetterRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, UPDATE)) {
            Columns.of(connection, statement, rows)
                    .text(DeadLetterRow::tenant)
                    .uuid(DeadLetterRow::id)
                    .text(row -> row.state().name())
                    .text(row -> row.cause().code())
                    .text(DeadLetterRow::detail)
                    .text(DeadLetterRow::exception)
                    .instant(DeadLetterRow::failedAt);
            statement.executeUpdate();
        }
    }
}
