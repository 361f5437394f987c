package dev.syncline.embedded;

import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The broker and the database under one folder, started together, with the settings that lead to them. */
public final class EmbeddedBackends implements RunningBackends {

    private final Path folder;
    private final FileLock lock;
    private final boolean keep;
    private final EmbeddedBroker broker;
    private final EmbeddedDatabase database;
    private final Outages outages;
    private final Thread atExit = new Thread(this::end, "embedded-backends-end");
    private boolean closed;

    private EmbeddedBackends(Path folder, FileLock lock, boolean keep) {
        this.folder = folder;
        this.lock = lock;
        this.keep = keep;
        this.broker = new EmbeddedBroker(folder.resolve("kafka"));
        this.database = new EmbeddedDatabase(folder.resolve("postgres"));
        this.outages = new Outages(broker, database);
    }

    /** Backends whose data a later start on the same folder finds again, while no other process uses it. */
    public static EmbeddedBackends startKept(Path folder) {
        FileLock lock = Folders.tryLock(folder);
        if (lock == null) {
            return startFresh(folder.resolveSibling(folder.getFileName() + "-more"));
        }
        return started(new EmbeddedBackends(folder, lock, true));
    }

    /** Empty backends in a new folder under the given one, deleted at the end with what killed runs left there. */
    public static EmbeddedBackends startFresh(Path parent) {
        return started(fresh(parent));
    }

    /** One after the other, or one start would sweep the folder that another has made and not locked yet. */
    private static synchronized EmbeddedBackends fresh(Path parent) {
        sweep(parent);
        Path folder = parent.resolve(UUID.randomUUID().toString());
        return new EmbeddedBackends(folder, Folders.tryLock(folder), false);
    }

    private static EmbeddedBackends started(EmbeddedBackends backends) {
        Runtime.getRuntime().addShutdownHook(backends.atExit);
        try {
            CompletableFuture<Void> database = CompletableFuture.runAsync(backends.database::start, runnable -> {
                Thread thread = new Thread(runnable, "embedded-database-start");
                thread.start();
            });
            backends.broker.start();
            database.join();
            return backends;
        } catch (RuntimeException e) {
            backends.close();
            throw e;
        }
    }

    static synchronized void sweep(Path parent) {
        for (Path left : Folders.children(parent)) {
            FileLock lock = Folders.tryLock(left);
            if (lock != null) {
                new EmbeddedDatabase(left.resolve("postgres")).kill();
                delete(left, lock);
            }
        }
    }

    /** Never while another one sweeps: that takes a folder just unlocked for one left behind, and deletes it too. */
    static synchronized void delete(Path folder, FileLock lock) {
        Folders.unlock(lock);
        Folders.delete(folder);
    }

    @Override
    public EmbeddedBroker broker() {
        return broker;
    }

    @Override
    public EmbeddedDatabase database() {
        return database;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook runs anyhow.
            return;
        }
        end();
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        outages.close();
        try {
            broker.close();
        } finally {
            database.close();
            if (keep) {
                Folders.unlock(lock);
            } else {
                delete(folder, lock);
            }
        }
    }
}
