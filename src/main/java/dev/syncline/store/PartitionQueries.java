package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tells how far the outbox is applied. */
@ApplicationScoped
public class PartitionQueries {

    private static final String NEXT_OFFSETS = "select partition, next_offset, applied_at,"
            + " coalesce((select applied from outbox_empty where outbox_empty.topic_id = outbox_partition.topic_id), -1)"
            + " from outbox_partition where topic_id = ?";

    private static final String SEEN_EMPTY = "insert into outbox_empty (topic_id, applied) values (?, ?)"
            + " on conflict (topic_id) do update set applied = excluded.applied"
            + " where outbox_empty.applied < excluded.applied";

    private final AgroalDataSource database;

    PartitionQueries(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * How far a topic is applied.
     *
     * @param nextOffsets of each partition that was ever applied
     * @param at when it last got on, or null where that is not known
     * @param seenEmpty the sum of the next offsets where an instance last saw the queue empty, or -1 where none did
     */
    public record Applied(Map<Integer, Long> nextOffsets, Instant at, long seenEmpty) {}

    public Map<Integer, Long> nextOffsets(String topicId) throws SQLException {
        return applied(topicId).nextOffsets();
    }

    public Applied applied(String topicId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEXT_OFFSETS)) {
            statement.setString(1, topicId);
            Map<Integer, Long> offsets = new HashMap<>();
            Instant at = null;
            long seenEmpty = -1;
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
                seenEmpty = rows.getLong(4);
                Instant appliedAt = Rows.instant(rows, 3);
                if (appliedAt != null && (at == null || appliedAt.isAfter(at))) {
                    at = appliedAt;
                }
            }
            return new Applied(offsets, at, seenEmpty);
        }
    }

    /** Lets every instance know up to where the queue was processed when it was empty. */
    public void seenEmpty(String topicId, long applied) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SEEN_EMPTY)) {
            statement.setString(1, topicId);
            statement.setLong(2, applied);
            statement.executeUpdate();
        }
    }
}
