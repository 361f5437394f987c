package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.backends.TestBackends;
import dev.syncline.change.RecordKey;
import dev.syncline.embedded.Database;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Migrations of several instances that start together, and of a release that is rolled back. */
@Execution(ExecutionMode.CONCURRENT)
class MigrationsTest {

    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    @TempDir
    Path older;

    private Database database;

    @BeforeEach
    void begin() {
        database = TestBackends.newDatabase(older.resolve("postgres"));
        database.start();
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void threeStartsAtOnceOnAnEmptyDatabaseMigrateItOnce() {
        CyclicBarrier together = new CyclicBarrier(3);
        List<MigrateResult> results = IntStream.range(0, 3)
                .mapToObj(instance -> CompletableFuture.supplyAsync(
                        () -> {
                            await(together);
                            return flyway("classpath:db/migration").migrate();
                        },
                        task -> new Thread(task, "instance").start()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertTrue(results.stream().allMatch(result -> result.success));
        int executed =
                results.stream().mapToInt(result -> result.migrationsExecuted).sum();
        assertEquals(count(), executed);
        assertEquals(count(), flyway("classpath:db/migration").info().applied().length);
    }

    @Test
    void aReleaseOfBeforeGoesOnWithADatabaseThatANewerOneMigrated() throws IOException {
        flyway("classpath:db/migration").migrate();
        Path folder = Files.createDirectory(older.resolve("migrations"));
        Files.copy(MIGRATIONS.resolve("V1__sync.sql"), folder.resolve("V1__sync.sql"));
        MigrateResult result = flyway("filesystem:" + folder).migrate();
        assertTrue(result.success);
        assertEquals(0, result.migrationsExecuted);
    }

    @Test
    void whatWasThereBeforeRecordsHadIdsIsFoundByThem() throws SQLException {
        Flyway.configure()
                .configuration(flyway("classpath:db/migration").getConfiguration())
                .target("9")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), Database.USER, Database.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into record select 'acme', 'message', 'm-42', 2, false, 1, 1, 0, 0, 'c',"
                    + " gen_random_uuid(), null, '{}', 's', 'c', gen_random_uuid(), now()");
            statement.execute("insert into revision select tenant, entity, entity_id, 1, false, 0, data, 's', 'c',"
                    + " gen_random_uuid(), now(), now(), 1, 1, 0 from record");
            statement.execute(
                    "insert into parked (tenant, change_id, after_id, entity, entity_id, fingerprint, topic,"
                            + " partition, \"offset\", payload, schema_version, parked_at) select tenant, change_id,"
                            + " gen_random_uuid(), entity, entity_id, gen_random_uuid(), 'o', 0, 0, '', '1', now() from record");
            flyway("classpath:db/migration").migrate();
            UUID id = new RecordKey("acme", "message", "m-42").id();
            for (String table : List.of("record", "revision", "parked")) {
                ResultSet row = statement.executeQuery("select record_id from " + table);
                assertTrue(row.next());
                assertEquals(id, row.getObject(1, UUID.class));
            }
        }
    }

    /** By a pool with the limits of the service's, made short; the migration takes longer than either. */
    @Test
    void aMigrationTakesLongerThanAStatementMayAndOtherInstancesWaitForIt() throws Exception {
        Path folder = Files.createDirectory(older.resolve("slow"));
        Files.writeString(folder.resolve("V1__slow.sql"), "create table t (a int); select pg_sleep(3);");
        try (AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                        connections -> connections.maxSize(5).connectionFactoryConfiguration(connection -> connection
                                .jdbcUrl(database.jdbcUrl())
                                .principal(new NamePrincipal(Database.USER))
                                .credential(new SimplePassword(Database.PASSWORD))
                                .jdbcProperty("socketTimeout", "2")
                                .jdbcProperty(
                                        "options",
                                        "-c statement_timeout=1000 -c idle_in_transaction_session_timeout=1000"))))) {
            FluentConfiguration byThePool =
                    Flyway.configure().locations("filesystem:" + folder).dataSource(pool);
            FlywayException tooLong =
                    assertThrows(FlywayException.class, () -> byThePool.load().migrate());
            assertTrue(tooLong.getMessage().contains("statement timeout"), tooLong.getMessage());

            List<CompletableFuture<MigrateResult>> instances = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> {
                                FluentConfiguration flyway = Flyway.configure().locations("filesystem:" + folder);
                                new MigrationConnections(pool).customize(flyway);
                                return flyway.load().migrate();
                            }))
                    .limit(2)
                    .toList();
            assertEquals(
                    1,
                    instances.stream()
                            .mapToInt(instance -> instance.join().migrationsExecuted)
                            .sum());
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet limit = statement.executeQuery("show statement_timeout")) {
                limit.next();
                assertEquals("1s", limit.getString(1), "the pool's own limits stay");
            }
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Flyway flyway(String location) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), Database.USER, Database.PASSWORD)
                .locations(location)
                .load();
    }

    private static int count() {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return (int) files.filter(file -> file.toString().endsWith(".sql")).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
