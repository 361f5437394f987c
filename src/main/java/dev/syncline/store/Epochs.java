package dev.syncline.store;

import dev.syncline.retry.ReadOnlyDatabaseException;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Tells at start, and on each new connection, whether this is still the database's old history, and begins a new epoch
 * where it is not: after a restore or a failover, transaction ids can have been given before.
 */
@ApplicationScoped
public class Epochs {

    private static final Logger LOG = Logger.getLogger(Epochs.class);

    /** Runs before what writes positions, at the default priority. */
    static final int PRIORITY = 500;

    private static final long LOCK = 0x73796e636c696e65L; // "syncline"
    private static final Instant NUMBERS_BEGIN = Instant.parse("2020-01-01T00:00:00Z");

    /** The newest of them, to select from. */
    static final String NEWEST = "(select number, token, system_identifier, timeline from epoch"
            + " order by number desc limit 1) as newest";

    private static final String LATEST = "select number, token, system_identifier, timeline from " + NEWEST;

    // The last checkpoint's timeline can lag behind a failover, so the WAL's own name counts; a standby writes none.
    private static final String HISTORY = "select system_identifier::text, case when not pg_is_in_recovery() then"
            + " ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end from pg_control_system()";

    // Whoever writes a position notes it here, in the same transaction. What a snapshot shows was counted before that
    // snapshot was taken, so rows and counter must be of the same one: other instances go on writing meanwhile.
    static final String HAS_TX_AHEAD = "select exists (select 1 from outbox_partition where highest_epoch = ?"
            + " and highest_tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)";

    private static final String INSERT =
            "insert into epoch (number, token, system_identifier, timeline) values (?, ?, ?, ?)";

    private final AgroalDataSource database;
    private final Clock clock;
    private volatile Epoch current;

    Epochs(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What identifies a history. */
    record History(String systemIdentifier, int timeline) {}

    /** An epoch with the history it began in. */
    record Begun(Epoch epoch, String systemIdentifier, int timeline) {

        boolean isOf(History history) {
            return systemIdentifier.equals(history.systemIdentifier()) && timeline == history.timeline();
        }
    }

    /** The present epoch, as far as this instance has seen; null until it has started. */
    public Epoch current() {
        return current;
    }

    /** What a transaction found in the table, where another connection or instance may have begun a new one. */
    public void seen(Epoch epoch) {
        Epoch known = current;
        if (known == null || epoch.number() > known.number()) {
            current = epoch;
        }
    }

    void atStart(@Observes @Priority(PRIORITY) StartupEvent start) {
        seen(QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                return determine(connection);
            }
        }));
    }

    /** Looks on a connection that nobody has used yet; afterwards its transactions find the epoch in the table. */
    void look(Connection connection) throws SQLException {
        History history = history(connection);
        Optional<Begun> latest = latest(connection);
        if (goesOn(connection, latest, history)) {
            seen(latest.get().epoch());
            return;
        }
        connection.setAutoCommit(false);
        Epoch epoch = determine(connection);
        connection.commit();
        connection.setAutoCommit(true);
        seen(epoch);
    }

    private Epoch determine(Connection connection) throws SQLException {
        // Of several that look together, one begins the epoch and the others find it.
        lock(connection);
        History history = history(connection);
        Optional<Begun> latest = latest(connection);
        return goesOn(connection, latest, history)
                ? latest.get().epoch()
                : begin(connection, latest.map(Begun::epoch), history);
    }

    private static boolean goesOn(Connection connection, Optional<Begun> latest, History history) throws SQLException {
        return latest.isPresent()
                && latest.get().isOf(history)
                && !hasTxAhead(connection, latest.get().epoch());
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }

    private static History history(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery(HISTORY);
            row.next();
            History history = new History(row.getString(1), row.getInt(2));
            if (row.wasNull()) {
                // It could become another history's while the connection lasts.
                throw new ReadOnlyDatabaseException();
            }
            return history;
        }
    }

    private static Optional<Begun> latest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery(LATEST);
            return row.next()
                    ? Optional.of(
                            new Begun(new Epoch(row.getInt(1), row.getString(2)), row.getString(3), row.getInt(4)))
                    : Optional.empty();
        }
    }

    private static boolean hasTxAhead(Connection connection, Epoch epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HAS_TX_AHEAD)) {
            statement.setInt(1, epoch.number());
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getBoolean(1);
        }
    }

    private Epoch begin(Connection connection, Optional<Epoch> last, History history) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // A writer reads the epoch in its transaction: this waits until those of the old one have ended.
            statement.execute("lock table epoch in access exclusive mode");
        }
        Epoch epoch = new Epoch(numberAfter(last), token());
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, epoch.number());
            statement.setString(2, epoch.token());
            statement.setString(3, history.systemIdentifier());
            statement.setInt(4, history.timeline());
            statement.executeUpdate();
        }
        last.ifPresent(old -> LOG.warnf(
                "The database's history is another one; epoch %s begins after %s", epoch.token(), old.token()));
        return epoch;
    }

    /** By the clock, so that of two histories from one backup the later has the greater number; above all known here. */
    private int numberAfter(Optional<Epoch> last) {
        long seconds = clock.instant().getEpochSecond() - NUMBERS_BEGIN.getEpochSecond();
        long known = Stream.of(last, Optional.ofNullable(current))
                .flatMap(Optional::stream)
                .mapToLong(Epoch::number)
                .max()
                .orElse(0);
        return (int) Math.max(seconds, known + 1);
    }

    private static String token() {
        byte[] bytes = new byte[4];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
