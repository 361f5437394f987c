package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The engine's statements are planned once and for all, in a new installation while the tables are empty and a vacuum has
 * found them so: they go by key all the same, and would when the tables are large.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlannedOnceTest {

    /** A statement of the engine, and the way it is to go. */
    private record Way(String sql, String table, String index, String... columns) {}

    private static final List<Way> WAYS = List.of(
            new Way(BatchReads.LOCK_PARTITIONS, "outbox_partition", "outbox_partition_pkey", "topic_id", "partition"),
            new Way(BatchReads.LEDGER, "ledger", "ledger_pkey", "change_id"),
            new Way(BatchReads.RECORDS, "record", "record_pkey", "record_id"),
            new Way(BatchReads.REVISIONS, "revision", "revision_pkey", "record_id", "version"),
            new Way(BatchReads.FLOORS, "version_floor", "version_floor_pkey", "tenant"),
            new Way(BatchWrites.UPDATE_RECORDS, "record", null),
            new Way(ParkedChanges.LOCK, "parked", "parked_record", "record_id"));

    @TempDir
    Path folder;

    private NewInstallation installation;
    private Connection connection;

    @BeforeEach
    void begin() throws SQLException {
        installation = NewInstallation.in(folder);
        connection = installation.connection();
        installation.execute("vacuum");
        for (String table : WAYS.stream().map(Way::table).collect(Collectors.toSet())) {
            installation.leaveAlone(table);
        }
    }

    @AfterEach
    void end() throws SQLException {
        installation.close();
    }

    @Test
    void whatIsPlannedForEmptyTablesGoesByKey() throws SQLException {
        Map<Way, String> executions = new LinkedHashMap<>();
        connection.setAutoCommit(false);
        OneTrip trip = new OneTrip(connection);
        new BatchReads().lockPartitions(trip, "topic", List.of(0));
        trip.end();
        for (Way way : WAYS) {
            String name = "way_" + executions.size();
            installation.execute("prepare " + name + " as " + numbered(way.sql()));
            executions.put(way, execution(name, way.sql()));
        }
        for (Way way : WAYS) {
            assertGoesByKey(way, planOf(executions.get(way)));
        }
        connection.commit();
    }

    /** If it were not for what the engine sets, they would not: such a test could not fail. */
    @Test
    void withoutThatSomeWouldReadWholeTables() throws SQLException {
        installation.execute("set plan_cache_mode = force_generic_plan");
        boolean someScan = false;
        for (Way way : WAYS) {
            installation.execute("prepare scanning as " + numbered(way.sql()));
            someScan |= new Explained(planOf(execution("scanning", way.sql())), 0).scansAll(way.table());
            installation.execute("deallocate scanning");
        }
        assertTrue(someScan);
    }

    /** What would not go by key is not kept, however often it is done. */
    @Test
    void whatIsPlannedAnewIsNeverKept() throws SQLException {
        DeadLetterKey letter = new DeadLetterKey("t", UUID.randomUUID());
        MessagePlace place = new MessagePlace("outbox", 0, 1);
        ChangeKey change = new ChangeKey("t", UUID.randomUUID());
        LedgerEntry entry = entry("small");
        ParkedChanges parked = new ParkedChanges();
        DeadLetters letters = new DeadLetters();
        BatchWrites writes = new BatchWrites();
        OneTrip once = new OneTrip(connection);
        writes.insertLedger(once, List.of(entry));
        once.end();
        for (int time = 0; time < 10; time++) {
            letters.lock(connection, List.of(letter));
            letters.madeBy(connection, List.of(place));
            letters.update(connection, List.of(letter()));
            parked.delete(connection, List.of(change));
            writes.touchLedger(connection, List.of(entry));
            writes.updateLedger(connection, List.of(entry));
            OneTrip trip = new OneTrip(connection);
            parked.lock(trip, List.of(change.changeId()));
            trip.end();
        }
        assertEquals(List.of(numbered(ParkedChanges.LOCK)), kept());
    }

    /** Each by itself, not the whole of a trip. */
    @Test
    void whatGoesTogetherIsKept() throws SQLException {
        BatchWrites writes = new BatchWrites();
        installation.execute(
                "insert into outbox_partition (topic_id, partition, next_offset) values ('topic', 0, 0), ('topic', 1, 0)");
        for (int time = 0; time < 10; time++) {
            OneTrip trip = new OneTrip(connection);
            writes.advancePartitions(trip, "topic", Map.of(0, 1L, 1, 1L), new Position(1, 1, 0));
            writes.advancePartitions(trip, "topic", Map.of(1, 2L), new Position(1, 1, 0));
            trip.end();
        }
        assertEquals(
                List.of(numbered(BatchWrites.ADVANCE_PARTITIONS), numbered(BatchWrites.ADVANCE_PARTITIONS)), kept());
    }

    /** What is held until a trip's end is bounded. */
    @Test
    void fewSmallRowsGoWithTheTripAndLargeOnesAtOnce() throws SQLException {
        BatchWrites writes = new BatchWrites();
        OneTrip trip = new OneTrip(connection);
        writes.insertLedger(trip, List.of(entry("small")));
        assertEquals(0, entries());
        writes.insertLedger(trip, List.of(entry("large".repeat(100_000))));
        assertEquals(2, entries());
        writes.insertLedger(trip, List.of(entry("small")));
        assertEquals(2, entries());
        trip.end();
        assertEquals(3, entries());
    }

    private long entries() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from ledger")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static LedgerEntry entry(String content) {
        return new LedgerEntry(
                new Origin("t", "s", "c"),
                new RecordKey("t", "message", "m-1"),
                UUID.randomUUID(),
                0,
                UUID.randomUUID(),
                Outcome.REJECTED,
                1,
                0,
                new Position(1, 1, 0),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                ErrorCode.DISCARDED,
                "an operator discarded the change",
                null,
                null,
                content,
                null);
    }

    private static DeadLetterRow letter() {
        return new DeadLetterRow(
                UUID.randomUUID(),
                DeadLetterRow.State.PENDING,
                0,
                null,
                null,
                null,
                ErrorCode.UNDECODABLE,
                "no JSON",
                null,
                new Message("outbox", 0, 1, null, null, null),
                null,
                Instant.EPOCH);
    }

    private List<String> kept() throws SQLException {
        List<String> kept = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select statement from pg_prepared_statements")) {
            while (rows.next()) {
                kept.add(rows.getString(1));
            }
        }
        return kept;
    }

    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        int parameter = 0;
        for (char character : sql.toCharArray()) {
            numbered.append(character == '?' ? "$" + ++parameter : Character.toString(character));
        }
        return numbered.toString();
    }

    private static String execution(String name, String sql) {
        long parameters = sql.chars().filter(character -> character == '?').count();
        return name
                + Collections.nCopies((int) parameters, "null").stream().collect(Collectors.joining(", ", "(", ")"));
    }

    private JsonNode planOf(String execution) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("explain (format json) execute " + execution)) {
            row.next();
            return new ObjectMapper().readTree(row.getString(1)).get(0).get("Plan");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertGoesByKey(Way way, JsonNode plan) {
        assertFalse(new Explained(plan, 0).scansAll(way.table()), plan::toString);
        if (way.index() == null) {
            assertTrue(nodes(plan).anyMatch(node -> node.has("TID Cond")), plan::toString);
            return;
        }
        List<JsonNode> steps = nodes(plan)
                .filter(node -> node.path("Relation Name").asText().equals(way.table()))
                .toList();
        assertEquals(
                List.of(way.index()),
                steps.stream().map(node -> node.path("Index Name").asText()).toList(),
                plan::toString);
        String condition = steps.get(0).path("Index Cond").asText().replace("\"", "");
        for (String column : way.columns()) {
            assertTrue(condition.contains(column + " ="), plan::toString);
        }
    }

    private static Stream<JsonNode> nodes(JsonNode plan) {
        return plan.findParents("Node Type").stream();
    }
}
