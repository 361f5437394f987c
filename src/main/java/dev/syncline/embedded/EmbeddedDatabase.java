package dev.syncline.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** One PostgreSQL server as a child process; it can be stopped, killed and started again on its port and data. */
public final class EmbeddedDatabase implements Database {

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Path folder;
    private final int port;
    private final List<ProcessHandle> frozen = new ArrayList<>();
    private EmbeddedPostgres postgres;
    private boolean used;

    public EmbeddedDatabase(Path folder) {
        this(folder, FreePort.find());
    }

    public EmbeddedDatabase(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/" + USER;
    }

    /** The server's own process. */
    public long pid() {
        ProcessHandle postmaster = postmaster();
        if (postmaster == null) {
            throw new IllegalStateException("The embedded database is not running");
        }
        return postmaster.pid();
    }

    /** A connection as superuser. */
    @Override
    public Connection admin() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    /** Starts on what the folder holds; what an earlier run left unusable is emptied. */
    @Override
    public synchronized void start() {
        if (postgres != null && postmaster() != null) {
            return;
        }
        release();
        kill();
        try {
            startOnce();
        } catch (IllegalStateException unusable) {
            if (used) {
                throw unusable;
            }
            LOG.warnf("The database's folder %s cannot be used and is emptied: %s", folder, unusable.getCause());
            release();
            kill();
            Folders.delete(folder);
            startOnce();
        }
    }

    /** Ends the server in order, or by force where it does not answer. */
    @Override
    public synchronized void stop() {
        release();
        kill();
    }

    /** Ends the server and its children without a chance to write anything. */
    @Override
    public synchronized void kill() {
        ProcessHandle postmaster = postmaster();
        if (postmaster != null) {
            List<ProcessHandle> processes =
                    new ArrayList<>(postmaster.children().toList());
            processes.add(0, postmaster);
            for (ProcessHandle process : processes) {
                process.destroyForcibly();
            }
            for (ProcessHandle process : processes) {
                awaitEnd(process);
            }
        }
        try {
            // Left behind, its number may by now be another program's, and the server would refuse to start.
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void freeze() {
        if (!frozen.isEmpty()) {
            throw new IllegalStateException("The embedded database is frozen");
        }
        // First the one that makes more of them.
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        freeze(List.of(postmaster));
        freeze(postmaster.children().toList());
    }

    private void freeze(List<ProcessHandle> more) {
        signal("-STOP", more);
        frozen.addAll(more);
    }

    @Override
    public void thaw() {
        signal("-CONT", frozen);
        frozen.clear();
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // One that ended meanwhile makes kill complain; the others hear it all the same.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void startOnce() {
        try {
            Files.createDirectories(folder.getParent());
            postgres = server();
            createDatabase();
            used = true;
        } catch (IOException | SQLException | RuntimeException e) {
            throw new IllegalStateException("The embedded database did not start", e);
        }
    }

    private EmbeddedPostgres server() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                // The same order and case rules on every machine.
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C")
                .setServerConfig("max_connections", "100")
                // As in production: what was confirmed survives a kill.
                .setServerConfig("synchronous_commit", "on")
                // Off, it also survives a kill of every process, but not the machine's end; tests need no more.
                .setServerConfig("fsync", System.getProperty("embedded.fsync", "on"))
                .setServerConfig("shared_buffers", System.getProperty("embedded.shared-buffers", "128MB"))
                .setServerConfig("unix_socket_directories", "")
                .start();
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = admin()) {
            Database.prepare(connection);
        }
    }

    private void release() {
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                LOG.warn("The embedded database did not stop in order", e);
            }
            postgres = null;
        }
    }

    private Path pidFile() {
        return folder.resolve("postmaster.pid");
    }

    /** The running server of this folder, also one that an earlier process left behind, or null. */
    private ProcessHandle postmaster() {
        long pid;
        try {
            if (!Files.exists(pidFile())) {
                return null;
            }
            pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).trim());
        } catch (IOException | RuntimeException unreadable) {
            return null;
        }
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        boolean ours = process != null && process.info().command().orElse("").contains("postgres");
        return ours ? process : null;
    }

    private static void awaitEnd(ProcessHandle process) {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (isRunning(process)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Process " + process.pid() + " of the embedded database does not end");
            }
            try {
                process.onExit().get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillThere) {
                // Looked at again.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Alive, and not merely waiting for a parent to take note of its end. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
