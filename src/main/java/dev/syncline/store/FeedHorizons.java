package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Tells up to where the feed can show rows: the whole cluster's open writers hold it back. */
@ApplicationScoped
public class FeedHorizons {

    private static final String READ = "select pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint"
            + " from pg_current_snapshot() as now";

    private final AgroalDataSource database;

    FeedHorizons(AgroalDataSource database) {
        this.database = database;
    }

    public FeedHorizon read() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            ResultSet row = statement.executeQuery();
            row.next();
            return new FeedHorizon(row.getLong(1), row.getLong(2));
        }
    }
}
