package dev.syncline.embedded;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendsTest {

    private static final int ROUNDS = 20;
    private static final int FILES = 300;

    @TempDir
    Path parent;

    @Test
    void anEndDoesNotMeetTheSweepOfAStart() throws Exception {
        AtomicBoolean starting = new AtomicBoolean(true);
        CompletableFuture<Void> starts = CompletableFuture.runAsync(() -> {
            while (starting.get()) {
                EmbeddedBackends.sweep(parent);
            }
        });
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Path folder = parent.resolve("round-" + round);
                FileLock lock = filled(folder);
                assertDoesNotThrow(() -> EmbeddedBackends.delete(folder, lock));
                assertFalse(Files.exists(folder));
            }
        } finally {
            starting.set(false);
        }
        assertDoesNotThrow(starts::join);
    }

    /** A folder that is locked from its first moment, as the sweep may not see it before. */
    private static FileLock filled(Path folder) throws IOException {
        synchronized (EmbeddedBackends.class) {
            FileLock lock = Folders.tryLock(folder);
            for (int file = 0; file < FILES; file++) {
                Files.createFile(folder.resolve("file-" + file));
            }
            return lock;
        }
    }
}
