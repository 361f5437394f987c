package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.AgroalDataSourceConfiguration;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Gives migrations connections of their own, made as the pool's are but without its limits of time: an index on a large
 * table takes longer than any request may, and so does waiting for another instance that is at it.
 */
@Singleton
public class MigrationConnections implements FlywayConfigurationCustomizer {

    // The last of each name counts, also over what the server has by default.
    private static final String NO_LIMITS =
            " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c transaction_timeout=0";

    private static final int FOR_EVER = -1;

    // Flyway takes two or three at once.
    private static final int MOST = 5;

    private final AgroalDataSource pool;

    MigrationConnections(AgroalDataSource pool) {
        this.pool = pool;
    }

    @Override
    public void customize(FluentConfiguration flyway) {
        flyway.dataSource(unlimited()).lockRetryCount(FOR_EVER);
    }

    /** Each connection is closed when it is given back: after the start there is none. */
    private AgroalDataSource unlimited() {
        AgroalConnectionFactoryConfiguration ofPool =
                pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .dataSourceImplementation(AgroalDataSourceConfiguration.DataSourceImplementation.AGROAL_POOLLESS)
                    .connectionPoolConfiguration(connections ->
                            connections.maxSize(MOST).connectionFactoryConfiguration(withoutLimits(ofPool))));
        } catch (SQLException e) {
            throw new IllegalStateException("The database's settings make no connection for migrations", e);
        }
    }

    /** Made anew: a copy by its own constructor shares the pool's properties. */
    private static AgroalConnectionFactoryConfigurationSupplier withoutLimits(
            AgroalConnectionFactoryConfiguration ofPool) {
        AgroalConnectionFactoryConfigurationSupplier own = new AgroalConnectionFactoryConfigurationSupplier()
                .connectionProviderClass(ofPool.connectionProviderClass())
                .jdbcUrl(ofPool.jdbcUrl())
                .loginTimeout(ofPool.loginTimeout())
                .initialSql(ofPool.initialSql())
                .principal(ofPool.principal());
        ofPool.credentials().forEach(own::credential);
        ofPool.securityProviders().forEach(own::addSecurityProvider);
        Properties properties = ofPool.jdbcProperties();
        properties.stringPropertyNames().forEach(name -> own.jdbcProperty(name, properties.getProperty(name)));
        return own.jdbcProperty("socketTimeout", "0")
                .jdbcProperty("options", properties.getProperty("options", "") + NO_LIMITS);
    }
}
