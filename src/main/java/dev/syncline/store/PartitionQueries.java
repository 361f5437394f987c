package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Tells how far the outbox is applied. */
@ApplicationScoped
public class PartitionQueries {

    private static final String NEXT_OFFSETS = "select partition, next_offset from outbox_partition where topic_id = ?";

    private final AgroalDataSource database;

    PartitionQueries(AgroalDataSource database) {
        this.database = database;
    }

    /** The next offset of each partition that was ever applied. */
    public Map<Integer, Long> nextOffsets(String topicId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEXT_OFFSETS)) {
            statement.setString(1, topicId);
            Map<Integer, Long> offsets = new HashMap<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
            return offsets;
        }
    }
}
