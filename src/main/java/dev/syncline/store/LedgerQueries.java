package dev.syncline.store;

import dev.syncline.change.Origin;
import io.agroal.api.AgroalDataSource;
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
import java.util.Objects;
import java.util.UUID;

/** Reads what became of a subject's changes; another subject's are as if they were not there. */
@ApplicationScoped
public class LedgerQueries {

    // The client's own state and the change itself are the engine's; leaving them unread saves most of a row.
    private static final String COLUMNS = LedgerColumns.selected("client_data", "client_deleted", "content");

    static final int ACK_FIXED_BYTES = 400;

    // About what its ack takes. The length of a text is known without reading it.
    private static final String ACK_BYTES = "(" + ACK_FIXED_BYTES + " + octet_length(client_id) + octet_length(entity)"
            + " + octet_length(entity_id) + coalesce(octet_length(detail), 0) + coalesce(octet_length(result), 0))";

    static final String CLAIMS = "select change_id, claim, fingerprint, " + ACK_BYTES
            + " from ledger where tenant = ? and change_id = any(?) and subject = ? and claim < "
            + LedgerEntry.CLAIMS_TOLD_APART + " order by change_id, claim";

    // One by one: without statistics PostgreSQL would go through all of the tenant's.
    static final String ENTRIES = "select entry.* from unnest(?, ?) as wanted (id, number) cross join lateral (select "
            + COLUMNS + " from ledger where change_id = id and claim = number and tenant = ? and subject = ? limit 1)"
            + " as entry";

    /**
     * One statement, so that horizon and rows come from one snapshot. A row at the horizon belongs to a writer that may
     * still be open; everything below it is decided.
     */
    static final String AFTER = "with horizon as materialized (select max(number) as epoch,"
            + " pg_snapshot_xmin(pg_current_snapshot())::text::bigint as tx from epoch),"
            + " candidate as (select *, count(*) over () as total, row_number() over page as place,"
            + " sum(" + ACK_BYTES + ") over page as bytes"
            + " from (select * from ledger where "
            + PositionIndexes.rowsOf(List.of("tenant", "subject", "client_id"), List.of("?", "?", "?"))
            + " and (epoch, tx, ordinal) > (?, ?, ?) order by epoch, tx, ordinal limit ?) as first"
            + " window page as (order by epoch, tx, ordinal rows unbounded preceding)),"
            + " entry as (select " + COLUMNS + ", total from candidate where place = 1 or bytes <= ?)"
            + " select entry.*, (entry.epoch, entry.tx) < (horizon.epoch, horizon.tx) as visible,"
            + " horizon.epoch as horizon_epoch, horizon.tx as horizon_tx"
            + " from horizon left join entry on true order by entry.epoch, entry.tx, entry.ordinal";

    private static final String WITH_NEWS = "select number from unnest(?::text[], ?::text[], ?::int4[], ?::int8[],"
            + " ?::int4[]) with ordinality as client(subject, client_id, epoch, tx, ordinal, number)"
            + " where exists (select 1 from ledger where "
            + PositionIndexes.rowsOf(
                    List.of("ledger.tenant", "ledger.subject", "ledger.client_id"),
                    List.of("?", "client.subject", "client.client_id"))
            + " and (ledger.epoch, ledger.tx, ledger.ordinal)"
            + " > (client.epoch, client.tx, client.ordinal))";

    private final AgroalDataSource database;

    LedgerQueries(AgroalDataSource database) {
        this.database = database;
    }

    /** Every claim that this subject has on each of these ids, in the order they came; ids without one are absent. */
    public Map<UUID, List<LedgerClaim>> claims(String tenant, String subject, Collection<UUID> changeIds)
            throws SQLException {
        Map<UUID, List<LedgerClaim>> found = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(CLAIMS)) {
            statement.setString(1, tenant);
            statement.setArray(2, connection.createArrayOf("uuid", changeIds.toArray()));
            statement.setString(3, subject);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                LedgerClaim claim = new LedgerClaim(
                        rows.getObject(1, UUID.class), rows.getInt(2), rows.getObject(3, UUID.class), rows.getLong(4));
                found.computeIfAbsent(claim.changeId(), id -> new ArrayList<>()).add(claim);
            }
        }
        return found;
    }

    /** What became of these claims, in their order, as far as they are still kept. */
    public List<LedgerEntry> entries(String tenant, String subject, List<LedgerClaim> claims) throws SQLException {
        Map<UUID, LedgerEntry> found = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
            Columns.of(connection, statement, claims)
                    .uuid(LedgerClaim::changeId)
                    .integer(LedgerClaim::claim);
            statement.setString(3, tenant);
            statement.setString(4, subject);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                LedgerEntry entry = LedgerColumns.entry(rows);
                found.put(entry.changeId(), entry);
            }
        }
        return claims.stream()
                .map(claim -> found.get(claim.changeId()))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * A client's outcomes after a position, as far as no earlier one can still appear.
     *
     * @param limit so many at most
     * @param maxBytes so much at most, but for a single one that is larger
     */
    public AckPage after(Origin client, Position position, int limit, long maxBytes) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(AFTER)) {
            StatementParameters.set(statement, parameters(client, position, limit + 1, maxBytes));
            return page(statement.executeQuery(), position, limit);
        }
    }

    /** Those of {@link #AFTER}. */
    static Object[] parameters(Origin client, Position position, int limit, long maxBytes) {
        return new Object[] {
            client.clientId(),
            client.subject(),
            client.tenant(),
            client.clientId(),
            client.subject(),
            client.tenant(),
            position.epoch(),
            position.tx(),
            position.ordinal(),
            limit,
            maxBytes
        };
    }

    /** Where a client's reader stands among its acks. */
    public record Reader(Origin client, Position position) {}

    /** Those of a tenant's readers for whose clients later outcomes are committed, shown already or not. */
    public List<Reader> withNews(String tenant, List<Reader> readers) throws SQLException {
        List<Reader> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(WITH_NEWS)) {
            Columns.of(connection, statement, readers)
                    .text(reader -> reader.client().subject())
                    .text(reader -> reader.client().clientId())
                    .integer(reader -> reader.position().epoch())
                    .number(reader -> reader.position().tx())
                    .integer(reader -> reader.position().ordinal());
            statement.setString(6, tenant);
            statement.setString(7, tenant);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                found.add(readers.get(rows.getInt(1) - 1));
            }
        }
        return found;
    }

    private static AckPage page(ResultSet rows, Position after, int limit) throws SQLException {
        List<LedgerEntry> visible = new ArrayList<>();
        int found = 0;
        int candidates = 0;
        Position horizon = Position.START;
        while (rows.next()) {
            horizon = Position.before(rows.getInt("horizon_epoch"), rows.getLong("horizon_tx"));
            candidates = rows.getInt("total");
            found += rows.wasNull() ? 0 : 1;
            if (rows.getBoolean("visible")) {
                visible.add(LedgerColumns.entry(rows));
            }
        }
        boolean allVisible = found > 0 && visible.size() == found;
        boolean cut = found < candidates || found > limit;
        if (allVisible && cut) {
            List<LedgerEntry> entries = visible.subList(0, Math.min(limit, found));
            return new AckPage(
                    List.copyOf(entries), entries.get(entries.size() - 1).position(), true, false);
        }
        return new AckPage(List.copyOf(visible), later(after, horizon), false, found > visible.size());
    }

    private static Position later(Position one, Position other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
