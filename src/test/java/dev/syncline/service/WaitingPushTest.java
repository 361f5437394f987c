package dev.syncline.service;

import static dev.syncline.Gzip.gzip;
import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.with;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.acks.AckWaiters;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a push that waits for its outcomes costs meanwhile. */
@QuarkusTest
class WaitingPushTest {

    private static final int PUSHES = 6;
    private static final int CHANGES = 31;
    private static final String TEXT = "x".repeat(250 * 1024);
    private static final Duration SOON = Duration.ofSeconds(40);

    @Inject
    AckWaiters waiters;

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void nothingOfItsContentIsKept() {
        // What the first large ones leave behind for the next does not count.
        assertEquals(202, push("0").status());
        await().atMost(SOON).until(() -> parked() == CHANGES);
        long before = used();
        ExecutorService clients = Executors.newFixedThreadPool(PUSHES);
        try {
            for (int client = 0; client < PUSHES; client++) {
                clients.submit(this::pushUntilTaken);
            }
            await().atMost(SOON).until(() -> waiters.awaited() == PUSHES * CHANGES);
            await().atMost(SOON).until(() -> parked() == (1 + PUSHES) * CHANGES);

            await().atMost(SOON).until(() -> used() - before < CHANGES * TEXT.length());
            assertEquals(PUSHES * CHANGES, waiters.awaited());
        } finally {
            clients.shutdownNow();
        }
        await().atMost(SOON).until(() -> waiters.awaited() == 0);
    }

    /** Small on the wire, and without an outcome for long: what its changes build on never comes. */
    private Api.Answer push(String wait) {
        List<Map<String, Object>> changes = Stream.generate(() -> with(
                        create("message", "m-" + UUID.randomUUID(), Map.of("text", TEXT)),
                        "after",
                        UUID.randomUUID().toString()))
                .limit(CHANGES)
                .toList();
        byte[] body = gzip(Api.bytes(Api.pushBody("phone", changes)));
        return alice.post("/api/v1/changes", body, "Content-Encoding", "gzip", "Prefer", "wait=" + wait);
    }

    /** Not all of them may be at work at once; whoever is told so has waited for it. */
    private void pushUntilTaken() {
        int status = 429;
        while (status == 429) {
            status = push("60").status();
        }
    }

    private long parked() {
        return database.number("select count(*) from parked where tenant = ?", tenant);
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
