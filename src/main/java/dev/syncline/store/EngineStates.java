package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;

/** Keeps whether an operator has paused the engine. */
@ApplicationScoped
public class EngineStates {

    private static final String READ = "select paused, changed_by, changed_at from engine_state";

    private static final String WRITE = "insert into engine_state (paused, changed_by, changed_at) values (?, ?, ?)"
            + " on conflict (only_row) do update set paused = excluded.paused, changed_by = excluded.changed_by,"
            + " changed_at = excluded.changed_at";

    private final AgroalDataSource database;

    EngineStates(AgroalDataSource database) {
        this.database = database;
    }

    /** Empty where nobody ever stopped it. */
    public Optional<EngineState> read() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            ResultSet row = statement.executeQuery();
            return row.next()
                    ? Optional.of(new EngineState(row.getBoolean(1), row.getString(2), Rows.instant(row, 3)))
                    : Optional.empty();
        }
    }

    public void write(EngineState state) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setBoolean(1, state.paused());
            statement.setString(2, state.changedBy());
            statement.setTimestamp(3, Timestamp.from(state.changedAt()));
            statement.executeUpdate();
        }
    }
}
