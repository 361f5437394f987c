package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.RecordKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In a new installation PostgreSQL knows nothing of the tables for a minute or longer, and every way to a row looks as good
 * to it as any other: what the engine and those who wait for acks look up by key is found by key all the same.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("its one installation")
class NewDatabaseTest {

    private static final int ROWS = 20_000;
    private static final int WANTED = 20;
    // A look-up goes through three or four levels of an index to a row, and may see a dead one.
    private static final int BLOCKS_EACH = 8;

    @TempDir
    static Path folder;

    private static NewInstallation installation;
    private static Connection connection;

    @BeforeAll
    static void begin() throws SQLException {
        installation = NewInstallation.in(folder);
        connection = installation.connection();
        installation.leaveAlone("record");
        installation.leaveAlone("revision");
        installation.leaveAlone("ledger");
        installation.execute("insert into record select 't', 'message', 'm-' || n, 2, false, 1, n / 10, n % 10, 0, 'c',"
                + " gen_random_uuid(), null, '{}', 's', 'c', gen_random_uuid(), now(), record_id('t', 'message', 'm-' || n)"
                + " from generate_series(1, " + ROWS + ") n");
        installation.execute("insert into revision select tenant, entity, entity_id, 1, false, 0, data, 's', 'c',"
                + " gen_random_uuid(), now(), now(), 1, 1, 0, record_id from record");
        installation.execute(
                "insert into ledger (tenant, change_id, claim, subject, client_id, entity, entity_id, fingerprint,"
                        + " outcome, version, stamp_millis, epoch, tx, ordinal, received_at, resolved_at)"
                        + " select 't', ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 0, 's', 'c', 'message',"
                        + " 'm-' || n, gen_random_uuid(), 'APPLIED', 1, 0, 1, n / 10, n % 10, now(), now()"
                        + " from generate_series(1, " + ROWS + ") n");
    }

    @AfterAll
    static void end() throws SQLException {
        installation.close();
    }

    @Test
    void whatIsLookedUpByKeyIsFoundByKey() throws SQLException {
        Object[] records = IntStream.range(0, WANTED)
                .mapToObj(n -> new RecordKey("t", "message", "m-" + n * 900).id())
                .toArray();
        Object[] versions = IntStream.range(0, WANTED).mapToObj(n -> 1L).toArray();
        Object[] claims = IntStream.range(0, WANTED).mapToObj(n -> 0).toArray();
        Object[] changes =
                IntStream.range(0, WANTED).mapToObj(n -> new UUID(0, n * 900)).toArray();
        assertFoundByKey(BatchReads.RECORDS, connection.createArrayOf("uuid", records));
        assertFoundByKey(
                BatchReads.REVISIONS,
                connection.createArrayOf("uuid", records),
                connection.createArrayOf("int8", versions));
        assertFoundByKey(
                BatchReads.REWRITTEN,
                connection.createArrayOf("uuid", records),
                connection.createArrayOf("int8", versions));
        assertFoundByKey(BatchReads.LEDGER, connection.createArrayOf("uuid", changes));
        assertFoundByKey(LedgerQueries.CLAIMS, "t", connection.createArrayOf("uuid", changes), "s");
        assertFoundByKey(
                LedgerQueries.ENTRIES,
                connection.createArrayOf("uuid", changes),
                connection.createArrayOf("int4", claims),
                "t",
                "s");
    }

    @ParameterizedTest
    @CsvSource({"acme, message, m-42", "ä, message, m-42", "acme, channel, 1:2", "acme1, message, :", "😀, user, ~"})
    void theDatabaseMakesTheSameIdOfARecordsNames(String tenant, String entity, String entityId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select record_id(?, ?, ?)")) {
            statement.setString(1, tenant);
            statement.setString(2, entity);
            statement.setString(3, entityId);
            ResultSet row = statement.executeQuery();
            row.next();
            assertEquals(new RecordKey(tenant, entity, entityId).id(), row.getObject(1, UUID.class));
        }
    }

    private void assertFoundByKey(String sql, Object... parameters) throws SQLException {
        Explained run = Explained.of(connection, sql, parameters);
        assertTrue(
                run.blocks() >= WANTED && run.blocks() <= WANTED * BLOCKS_EACH,
                () -> run.blocks() + " blocks of " + sql + ": " + run.plan());
    }
}
