package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What readers' statements cost does not depend on how much there is: they go by index, and touch as many blocks at the
 * end of a large tenant as at its start. With more rows: {@code ./mvnw test -Dtest=PlansTest -Dbench.rows=10000000}.
 */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlansTest {

    private static final int ROWS = Integer.getInteger("bench.rows", 100_000);
    private static final int AT_ONCE = 100_000;
    private static final int PAGE = 1_000;
    private static final UUID ID = new UUID(0, 1);
    private static final List<String> TABLES = List.of("record", "revision", "ledger");

    @Inject
    AgroalDataSource database;

    private final String tenant = "plans-" + UUID.randomUUID();
    private Connection connection;
    private int socketTimeout;

    @BeforeAll
    void plant() throws SQLException {
        connection = database.getConnection();
        execute("set statement_timeout = 0");
        socketTimeout = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, 0);
        // Else the first rows lie scattered, where other tests left room, and their page touches more blocks than the
        // last.
        for (String table : TABLES) {
            execute("vacuum full " + table);
        }
        for (int from = 1; from <= ROWS; from += AT_ONCE) {
            plantRecords(from, Math.min(AT_ONCE, ROWS - from + 1));
        }
        execute("insert into revision select '" + tenant + "', entity, entity_id, 1, false, 0, data, 's', 'c',"
                + " gen_random_uuid(), now(), now(), 1, 1, 0, record_id from record where tenant = '" + tenant + "'");
        execute("insert into ledger (tenant, change_id, claim, subject, client_id, entity, entity_id, fingerprint,"
                + " outcome, version, stamp_millis, epoch, tx, ordinal, received_at, resolved_at)"
                + " select '" + tenant + "', ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 0, 's',"
                + " 'c', 'message', 'm-' || n, gen_random_uuid(), 'APPLIED', 1, 0, 1, n / 100 + 1, n % 100, now(),"
                + " now() from generate_series(1, " + ROWS + ") n");
        for (String table : TABLES) {
            execute("vacuum analyze " + table);
        }
    }

    // Ids are made here: the database's own function for them takes many times as long.
    private void plantRecords(int from, int count) throws SQLException {
        Object[] ids = IntStream.range(from, from + count).mapToObj(this::id).toArray();
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into record select ?, case when n % 1000 = 0 then 'user' else 'message' end, 'm-' || n, 2, false, 1,"
                        + " n / 100 + 1, (n % 100)::int, 0, 'c', gen_random_uuid(), null,"
                        + " '{\"text\":\"' || repeat('x', 100) || '\"}', 's', 'c', gen_random_uuid(), now(), id"
                        + " from (select id, ordinality + ? as n from unnest(?::uuid[]) with ordinality as ids(id)) as made")) {
            statement.setString(1, tenant);
            statement.setInt(2, from - 1);
            statement.setArray(3, connection.createArrayOf("uuid", ids));
            statement.executeUpdate();
        }
    }

    @AfterAll
    void remove() throws SQLException {
        for (String table : TABLES) {
            execute("delete from " + table + " where tenant = '" + tenant + "'");
            execute("vacuum " + table);
        }
        execute("reset statement_timeout");
        connection.setNetworkTimeout(Runnable::run, socketTimeout);
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Explained explain(String sql, Object... parameters) throws SQLException {
        Object[] set = new Object[parameters.length];
        for (int index = 0; index < parameters.length; index++) {
            set[index] = parameters[index] instanceof Object[] array
                    ? connection.createArrayOf(
                            array instanceof Long[] ? "int8" : array instanceof UUID[] ? "uuid" : "text", array)
                    : parameters[index];
        }
        // The first reader clears away what index entries other tests left dead.
        Explained.of(connection, sql, set);
        return Explained.of(connection, sql, set);
    }

    private void assertFlat(String what, String table, String index, int items, Explained first, Explained last) {
        assertFlat(what, table, List.of(index), items, first, last);
    }

    private void assertFlat(
            String what, String table, List<String> indexes, int items, Explained first, Explained last) {
        System.out.printf("%s of %,d rows: %d blocks first, %d last%n", what, ROWS, first.blocks(), last.blocks());
        for (Explained run : new Explained[] {first, last}) {
            assertTrue(indexes.stream().anyMatch(run::uses), run.plan()::toString);
            assertFalse(run.scansAll(table), run.plan()::toString);
            assertTrue(run.blocks() <= 50 + 6L * items, run.plan()::toString);
        }
        assertTrue(last.blocks() <= 2 * first.blocks(), () -> last.plan().toString());
        assertTrue(first.blocks() <= 2 * last.blocks(), () -> first.plan().toString());
    }

    @Test
    void aPageOfTheFeedCostsTheSameEverywhere() throws SQLException {
        assertFlat("a page of the feed", "record", "record_feed", PAGE, feed(1), feed(ROWS / 100 - PAGE / 100 - 1));
    }

    private Explained feed(long tx) throws SQLException {
        FeedStatements.Wanted page = new FeedStatements.Wanted(tenant, null, new Position(1, tx, 0), PAGE);
        return explain(page.sql(), page.parameters(2, 1));
    }

    /** By either index of positions: over few entities, that of each is as good, skipping from one to the next. */
    @Test
    void whatWasBeforeThoseWrittenAtTheHorizonCostsTheSameEverywhere() throws SQLException {
        assertFlat(
                "those written at the horizon",
                "record",
                List.of("record_feed", "record_entity_feed"),
                PAGE,
                before(null, 2, PAGE),
                before(null, ROWS / 100 - PAGE / 100 - 1, PAGE));
    }

    /** A rare one: for what nearly all rows are of, the index of all is as good as that of the entity. */
    @Test
    void whatWasBeforeThoseOfARareEntityWrittenAtTheHorizonCostsTheSameEverywhere() throws SQLException {
        int late = ROWS / 10;
        assertFlat(
                "those of one entity",
                "record",
                "record_entity_feed",
                late / 1_000,
                before("user", 2, late),
                before("user", ROWS / 100 - late / 100 - 1, late));
    }

    private Explained before(String entity, long horizon, int late) throws SQLException {
        FeedStatements.Wanted page = new FeedStatements.Wanted(tenant, entity, Position.START, PAGE);
        Explained before = explain(page.sqlBefore(), page.parametersBefore(1, horizon, horizon + late / 100));
        assertTrue(before.uses("revision_pkey"), before.plan()::toString);
        return before;
    }

    /** As each poll is while a writer is held open: it was told all that is shown. */
    @Test
    void aLookFromTheEndReadsNothingOfWhatAWriterHoldsBack() throws SQLException {
        FeedState state = new FeedState(new Epoch(1, "00000001"), 2, ROWS, Position.START);
        FeedStatements.Wanted page =
                new FeedStatements.Wanted(tenant, null, state.end().position(), PAGE);
        connection.setAutoCommit(false);
        try {
            long before = rowsRead();
            FeedPage<FeedItem> found =
                    new FeedReading<>(connection, page, state, Function.<FeedItem>identity()).page(state.end());
            assertEquals(List.of(), found.items());
            assertEquals(state.end(), found.next());
            assertTrue(found.heldBack());
            long read = rowsRead() - before;
            assertTrue(read < ROWS / 100, read + " rows");
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** By this connection, as far as not yet told to the others: nothing is while its transaction is open. */
    private long rowsRead() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery("select sum(seq_tup_read + idx_tup_fetch)"
                    + " from pg_stat_xact_user_tables where relname in ('record', 'revision')");
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void contentsLeftOutOfAPageAreFoundByKey() throws SQLException {
        assertFlat("contents", "record", "record_pkey", PAGE, contents(1, 2), contents(ROWS - PAGE, 2));
        // Those of versions before are looked for in both tables.
        assertFlat(
                "contents of before", "revision", "revision_pkey", 2 * PAGE, contents(1, 1), contents(ROWS - PAGE, 1));
    }

    private Explained contents(int from, long version) throws SQLException {
        UUID[] ids = new UUID[PAGE];
        Long[] versions = new Long[PAGE];
        for (int index = 0; index < PAGE; index++) {
            ids[index] = id(from + index);
            versions[index] = version;
        }
        return explain(FeedStatements.CONTENTS, ids, versions);
    }

    @Test
    void aPageOfARareEntityCostsTheSameEverywhere() throws SQLException {
        int page = ROWS / 10_000;
        assertFlat(
                "a page of one entity",
                "record",
                "record_entity_feed",
                page,
                rare(1, page),
                rare(ROWS / 100 / 2, page));
    }

    private Explained rare(long tx, int limit) throws SQLException {
        FeedStatements.Wanted page = new FeedStatements.Wanted(tenant, "user", new Position(1, tx, 0), limit);
        return explain(page.sql(), page.parameters(2, 1));
    }

    @Test
    void theBasesOfDeltasAreFoundByKey() throws SQLException {
        assertFlat("the bases of a page", "revision", "revision_pkey", PAGE, bases(1), bases(ROWS - PAGE));
    }

    private Explained bases(int from) throws SQLException {
        UUID[] ids = new UUID[PAGE];
        Long[] versions = new Long[PAGE];
        Long[] txs = new Long[PAGE];
        for (int index = 0; index < PAGE; index++) {
            int n = from + index;
            ids[index] = id(n);
            versions[index] = 2L;
            txs[index] = n / 100 + 1L;
        }
        return explain(FeedStatements.BASES, ids, versions, txs, 1, 1L, 1L);
    }

    private UUID id(int n) {
        return new RecordKey(tenant, n % 1_000 == 0 ? "user" : "message", "m-" + n).id();
    }

    @Test
    void aPageOfAcksCostsTheSameEverywhere() throws SQLException {
        assertFlat("a page of acks", "ledger", "ledger_acks", PAGE, acks(1), acks(ROWS / 100 - PAGE / 100 - 1));
    }

    private Explained acks(long tx) throws SQLException {
        return explain(
                LedgerQueries.AFTER,
                LedgerQueries.parameters(new Origin(tenant, "s", "c"), new Position(1, tx, 0), PAGE + 1, 4_000_000));
    }

    @Test
    void acksAreFoundById() throws SQLException {
        assertFlat("one ack", "ledger", "ledger_pkey", 1, ack(ID), ack(new UUID(0, ROWS)));
    }

    private Explained ack(UUID id) throws SQLException {
        return explain(LedgerQueries.CLAIMS, tenant, new UUID[] {id}, "s");
    }

    @Test
    void aStartSeesWhetherTransactionsLieAheadWithoutReadingWhatTheyWrote() throws SQLException {
        Explained ahead = explain(Epochs.HAS_TX_AHEAD, 1);
        System.out.printf("a start of %,d rows: %d blocks%n", ROWS, ahead.blocks());
        assertTrue(ahead.blocks() < 50, ahead.plan()::toString);
    }

    @Test
    void sweepsFindWhatIsOldByItsTime() throws SQLException {
        for (Forgettable what : new Forgettable[] {Forgettable.REVISIONS, Forgettable.TOMBSTONES, Forgettable.LEDGER}) {
            java.sql.Timestamp longAgo = java.sql.Timestamp.valueOf("2000-01-01 00:00:00");
            Explained due = explain(what.tenants(), longAgo);
            assertTrue(due.blocks() <= 20 + 10 * tenants(what), due.plan()::toString);
            Explained none = explain(what.delete(), tenant, longAgo, 500);
            assertTrue(none.blocks() < 50, none.plan()::toString);
        }
    }

    /** How many have any of it, old or not. */
    private long tenants(Forgettable what) throws SQLException {
        String rowsOf = what == Forgettable.TOMBSTONES
                ? "record where deleted"
                : what == Forgettable.LEDGER ? "ledger" : "revision";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(distinct tenant) from " + rowsOf)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
