package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Removes what may be forgotten, in transactions of a few rows. */
@ApplicationScoped
public class Sweeps {

    private static final String ALONE = "select pg_try_advisory_xact_lock(0x73796e6373777065)"; // "syncswpe"

    private final AgroalDataSource database;

    Sweeps(AgroalDataSource database) {
        this.database = database;
    }

    /** Every tenant that has any from before the time. */
    public List<String> tenants(Forgettable what, Instant before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(what.tenants())) {
            statement.setTimestamp(1, Timestamp.from(before));
            List<String> tenants = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tenants.add(rows.getString(1));
                }
            }
            return tenants;
        }
    }

    /** Removes the oldest rows; tells how many, or nothing where another instance is sweeping. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public OptionalInt sweep(Forgettable what, String tenant, Instant before, int atMost) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement alone = connection.createStatement();
                PreparedStatement delete = connection.prepareStatement(what.delete())) {
            ResultSet locked = alone.executeQuery(ALONE);
            locked.next();
            if (!locked.getBoolean(1)) {
                return OptionalInt.empty();
            }
            delete.setString(1, tenant);
            delete.setTimestamp(2, Timestamp.from(before));
            delete.setInt(3, atMost);
            return OptionalInt.of(delete.executeUpdate());
        }
    }
}
