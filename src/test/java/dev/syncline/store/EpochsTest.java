package dev.syncline.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a start, or a new connection, goes on with the database's epoch, and when it begins another. */
@QuarkusTest
class EpochsTest {

    @Inject
    Epochs epochs;

    @Inject
    AgroalDataSource database;

    @Test
    void aRestartGoesOnWithTheEpoch() throws Exception {
        Epoch before = epochs.current();
        epochs.atStart(null);
        assertEquals(before, epochs.current());
        assertEquals(before.number(), number("select max(number) from epoch"));
        assertTrue(before.token().matches("[0-9a-f]{8}"), before.token());
    }

    static List<String> restored() {
        return List.of(
                "update epoch set system_identifier = 'another'",
                "update epoch set timeline = timeline + 1",
                "insert into outbox_partition (topic_id, partition, next_offset, highest_epoch, highest_tx)"
                        + " select gen_random_uuid()::text, 0, 0, max(number),"
                        + " pg_current_xact_id()::text::bigint + 1000000000 from epoch");
    }

    @ParameterizedTest
    @MethodSource("restored")
    void anotherHistoryBeginsAnEpochOnceForAllInstances(String restored) throws Exception {
        assertBeginsAnEpoch(restored, () -> IntStream.range(0, 4).parallel().forEach(instance -> epochs.atStart(null)));
    }

    @ParameterizedTest
    @MethodSource("restored")
    void aNewConnectionToAnotherHistoryBeginsAnEpoch(String restored) throws Exception {
        assertBeginsAnEpoch(restored, () -> database.flush(AgroalDataSource.FlushMode.GRACEFUL));
    }

    private void assertBeginsAnEpoch(String restored, Runnable look) throws SQLException {
        Epoch before = epochs.current();
        long count = number("select count(*) from epoch");
        execute(restored);

        look.run();

        await().atMost(Duration.ofSeconds(10)).until(() -> number("select max(number) from epoch") > before.number());
        assertEquals(count + 1, number("select count(*) from epoch"));
        assertEquals(number("select max(number) from epoch"), epochs.current().number());
        assertNotEquals(before.token(), epochs.current().token());
    }

    @Test
    void aStartWhileOthersWriteGoesOnWithTheEpoch() throws Exception {
        Epoch before = epochs.current();
        AtomicBoolean started = new AtomicBoolean();
        CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> noteTransactionsUntil(started));
        try {
            for (int start = 0; start < 100; start++) {
                epochs.atStart(null);
            }
        } finally {
            started.set(true);
        }

        assertTrue(writing.get(10, TimeUnit.SECONDS) > 0);
        assertEquals(before, epochs.current());
    }

    /** As the engine of another instance does. */
    private int noteTransactionsUntil(AtomicBoolean end) {
        int count = 0;
        try {
            for (; !end.get(); count++) {
                execute("insert into outbox_partition (topic_id, partition, next_offset, highest_epoch, highest_tx)"
                        + " select 'of-another-instance', 0, 0, max(number), pg_current_xact_id()::text::bigint"
                        + " from epoch on conflict (topic_id, partition)"
                        + " do update set highest_epoch = excluded.highest_epoch, highest_tx = excluded.highest_tx");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return count;
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery(query);
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
