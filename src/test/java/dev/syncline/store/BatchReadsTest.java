package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.RecordKey;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a batch may load, against what its records hold. */
@QuarkusTest
class BatchReadsTest {

    private static final int STAMPS = 10_000;

    @Inject
    AgroalDataSource database;

    @Inject
    BatchReads reads;

    private final RecordKey key = new RecordKey("reads-" + UUID.randomUUID(), "message", "m-1");

    @Test
    void theStampsOfARecordsFieldsCountAsItsContentDoes() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                plant(connection);
                assertEquals(Set.of(key), lock(connection, 2 * STAMPS).keySet());
                assertThrows(BatchTooLargeException.class, () -> lock(connection, STAMPS));
            } finally {
                connection.rollback();
            }
        }
    }

    private Map<RecordKey, RecordRow> lock(Connection connection, long maxBytes) throws SQLException {
        OneTrip trip = new OneTrip(connection);
        Map<RecordKey, RecordRow> found = reads.lockRecords(trip, Set.of(key.id()), maxBytes);
        trip.end();
        return found;
    }

    private void plant(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into record values ('" + key.tenant() + "', 'message', 'm-1', 1, false, 1, 1, 0, 0,"
                            + " 'c', gen_random_uuid(), '{\"s\":[[0,\"c\",\"" + UUID.randomUUID() + "\"]],\"t\":[0,{\"'"
                            + " || repeat('x', " + STAMPS + ") || '\":0}]}', '{\"text\":\"short\"}', 's', 'c',"
                            + " gen_random_uuid(), now(), record_id('" + key.tenant() + "', 'message', 'm-1'))");
        }
    }
}
