package dev.syncline.retry;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.AgroalSecurityProvider;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Asks the database on a connection of its own: those of the pool may hang, or be in use. */
final class DatabaseProbe implements Probe {

    private static final String LIMIT_SECONDS = "2";

    // A table is rewritten, or an index of it built: whatever is written waits for that, or behind who waits for it.
    private static final String LOCKED = "select exists (select from pg_locks join pg_class on pg_class.oid = relation"
            + " where pg_locks.database = (select oid from pg_database where datname = current_database())"
            + " and relnamespace = current_schema()::regnamespace and relkind = 'r'"
            + " and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))";

    private final AgroalConnectionFactoryConfiguration database;

    DatabaseProbe(AgroalDataSource dataSource) {
        this.database =
                dataSource.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
    }

    @Override
    public void look() throws SQLException {
        if (!holds("select current_setting('transaction_read_only') = 'off'")) {
            throw new ReadOnlyDatabaseException();
        }
    }

    @Override
    public boolean isObstructed() throws SQLException {
        return holds(LOCKED);
    }

    private boolean holds(String question) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** The pool's, credentials included, with narrower limits. */
    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(database.jdbcProperties());
        for (Object secret : new Object[] {database.principal(), database.credentials()}) {
            if (secret instanceof Iterable<?> several) {
                several.forEach(one -> properties.putAll(asProperties(one)));
            } else if (secret != null) {
                properties.putAll(asProperties(secret));
            }
        }
        properties.setProperty("loginTimeout", LIMIT_SECONDS);
        properties.setProperty("connectTimeout", LIMIT_SECONDS);
        properties.setProperty("socketTimeout", LIMIT_SECONDS);
        properties.setProperty("ApplicationName", "syncline-probe");
        return properties;
    }

    private Properties asProperties(Object secret) {
        for (AgroalSecurityProvider provider : database.securityProviders()) {
            Properties properties = provider.getSecurityProperties(secret);
            if (properties != null) {
                return properties;
            }
        }
        return new Properties();
    }
}
