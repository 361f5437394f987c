package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations of several instances that start together, and of a release that is rolled back. */
class MigrationsTest {

    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    @TempDir
    Path older;

    private EmbeddedDatabase database;

    @BeforeEach
    void begin() {
        database = new EmbeddedDatabase(older.resolve("postgres"));
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

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Flyway flyway(String location) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD)
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
