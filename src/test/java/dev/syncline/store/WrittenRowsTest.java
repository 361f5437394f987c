package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a batch writes, few rows with other statements, and many by a copy of their own. */
@QuarkusTest
class WrittenRowsTest {

    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant RESOLVED = RECEIVED.plusSeconds(1);

    @Inject
    AgroalDataSource database;

    @Inject
    BatchReads reads;

    @Inject
    BatchWrites writes;

    @Inject
    ParkedChanges parkedChanges;

    @Inject
    DeadLetters deadLetters;

    private final String tenant = "written-" + UUID.randomUUID();
    private final RecordKey key = new RecordKey(tenant, "message", "m-1");
    private final Origin origin = new Origin(tenant, "ann", "phone");
    private Connection connection;

    @BeforeEach
    void begin() throws SQLException {
        connection = database.getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void end() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 101})
    void outcomesAreReadAsTheyWereWritten(int times) throws SQLException {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            entries.add(full(UUID.randomUUID()));
            entries.add(bare(UUID.randomUUID()));
        }
        OneTrip trip = new OneTrip(connection);
        writes.insertLedger(trip, entries);
        trip.end();
        assertEquals(byChange(entries), ledger());

        List<LedgerEntry> redriven = entries.stream()
                .map(entry -> entry.conflictId() == null ? full(entry.changeId()) : bare(entry.changeId()))
                .toList();
        writes.updateLedger(connection, redriven);
        assertEquals(byChange(redriven), ledger());
    }

    @Test
    void ofAnIdThatCameAgainAndAgainAFewClaimsAreReadAndTheNewest() throws SQLException {
        UUID id = UUID.randomUUID();
        OneTrip trip = new OneTrip(connection);
        writes.insertLedger(
                trip,
                IntStream.range(0, 1000).mapToObj(claim -> full(id, claim)).toList());
        Map<ChangeKey, List<LedgerEntry>> ledger = reads.ledger(trip, List.of(new ChangeKey(tenant, id)));
        trip.end();
        reads.addNewest(connection, ledger);

        List<Integer> claims = ledger.get(new ChangeKey(tenant, id)).stream()
                .map(LedgerEntry::claim)
                .toList();
        assertEquals(LedgerEntry.CLAIMS_TOLD_APART + 1, claims.size());
        assertEquals(0, claims.get(0));
        assertEquals(999, claims.get(claims.size() - 1));
    }

    private LedgerEntry full(UUID id) {
        return full(id, 3);
    }

    private LedgerEntry full(UUID id, int claim) {
        return new LedgerEntry(
                origin,
                key,
                id,
                claim,
                new UUID(1, id.getLeastSignificantBits()),
                Outcome.MERGED,
                4,
                5,
                new Position(6, 7, 8),
                new Position(9, 10, 11),
                RECEIVED,
                RESOLVED,
                new UUID(2, id.getLeastSignificantBits()),
                ErrorCode.DISCARDED,
                "why",
                Map.of("result", "r"),
                new State(Map.of("client", "c"), true),
                "{\"content\":1}",
                Duration.ofMillis(-12));
    }

    private LedgerEntry bare(UUID id) {
        return new LedgerEntry(
                origin,
                key,
                id,
                3,
                new UUID(1, id.getLeastSignificantBits()),
                Outcome.APPLIED,
                1,
                2,
                new Position(3, 4, 5),
                null,
                RECEIVED,
                RESOLVED.plusSeconds(1),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Map<UUID, LedgerEntry> byChange(List<LedgerEntry> entries) {
        return entries.stream().collect(Collectors.toMap(LedgerEntry::changeId, Function.identity()));
    }

    private Map<UUID, LedgerEntry> ledger() throws SQLException {
        List<LedgerEntry> found = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select " + LedgerColumns.selected() + " from ledger where tenant = ?")) {
            statement.setString(1, tenant);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                found.add(LedgerColumns.entry(rows));
            }
        }
        return byChange(found);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 101})
    void parkedChangesAreReadAsTheyWereWritten(int count) throws SQLException {
        UUID after = UUID.randomUUID();
        List<ParkedRow> rows = IntStream.range(0, count)
                .mapToObj(offset -> new ParkedRow(
                        key,
                        UUID.randomUUID(),
                        after,
                        UUID.randomUUID(),
                        new Message("outbox", 2, offset, offset % 2 == 0 ? null : bytes(1), bytes(0, 255), "1"),
                        2,
                        RECEIVED))
                .toList();
        OneTrip trip = new OneTrip(connection);
        parkedChanges.insert(trip, rows);
        Map<ChangeKey, List<ParkedRow>> locked = parkedChanges.lock(trip, List.of(key.id()));
        trip.end();
        List<ParkedRow> found = locked.get(new ChangeKey(tenant, after));
        assertEquals(rows.size(), found.size());
        Map<ChangeKey, ParkedRow> whole = parkedChanges.whole(connection, found);
        for (int index = 0; index < rows.size(); index++) {
            ParkedRow written = rows.get(index);
            ParkedRow read = whole.get(written.change());
            assertEquals(written.with(null), found.get(index).with(null));
            assertEquals(written.with(null), read.with(null));
            assertSame(written.message(), read.message());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 101})
    void deadLettersAreReadAsTheyWereWritten(int times) throws SQLException {
        List<DeadLetterRow> rows = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            rows.add(new DeadLetterRow(
                    UUID.randomUUID(),
                    DeadLetterRow.State.SENT,
                    3,
                    origin,
                    key,
                    UUID.randomUUID(),
                    ErrorCode.RESOLVER_FAILED,
                    "why",
                    "java.lang.Error",
                    new Message(tenant, 4, 2 * time, bytes(1), bytes(0, 255), "1"),
                    RECEIVED,
                    RESOLVED));
            rows.add(new DeadLetterRow(
                    UUID.randomUUID(),
                    DeadLetterRow.State.PENDING,
                    0,
                    null,
                    null,
                    null,
                    ErrorCode.UNDECODABLE,
                    "no JSON",
                    null,
                    new Message(tenant, 4, 2 * time + 1, null, null, null),
                    null,
                    RESOLVED));
        }
        OneTrip trip = new OneTrip(connection);
        deadLetters.insert(trip, rows);
        trip.end();
        Map<UUID, DeadLetterRow> found = deadLetters
                .madeBy(
                        connection,
                        rows.stream()
                                .map(row -> new MessagePlace(
                                        tenant, 4, row.message().offset()))
                                .toList())
                .stream()
                .collect(Collectors.toMap(DeadLetterRow::id, Function.identity()));
        assertEquals(rows.size(), found.size());
        for (DeadLetterRow written : rows) {
            DeadLetterRow read = found.get(written.id());
            assertEquals(withoutMessage(written), withoutMessage(read));
            assertSame(written.message(), read.message());
        }
    }

    private static DeadLetterRow withoutMessage(DeadLetterRow row) {
        return new DeadLetterRow(
                row.id(),
                row.state(),
                row.attempt(),
                row.origin(),
                row.key(),
                row.changeId(),
                row.cause(),
                row.detail(),
                row.exception(),
                null,
                row.receivedAt(),
                row.failedAt());
    }

    private static void assertSame(Message written, Message read) {
        assertEquals(written.topic(), read.topic());
        assertEquals(written.partition(), read.partition());
        assertEquals(written.offset(), read.offset());
        assertArrayEquals(written.key(), read.key());
        assertArrayEquals(written.payload(), read.payload());
        assertEquals(written.schemaVersion(), read.schemaVersion());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int index = 0; index < values.length; index++) {
            bytes[index] = (byte) values[index];
        }
        return bytes;
    }
}
