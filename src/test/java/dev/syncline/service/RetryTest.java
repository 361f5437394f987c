package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.retry.ItemFault;
import dev.syncline.retry.RetryManager;
import dev.syncline.retry.RetryState;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How calls are repeated. */
@QuarkusTest
class RetryTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String DISK_FULL = "53100";
    private static final String STATEMENT_TIMEOUT = "57014";
    private static final String DEADLOCK = "40P01";
    private static final String BAD_TEXT = "22021";

    private static final String REFUSED = "syncline_retries_total{cause=\"circuit\"}";

    @Inject
    RetryManager retry;

    private final Api alice = Api.as(Api.newTenant(), "alice");
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void aManualSyncEndsALongWaitAtOnce() {
        AtomicBoolean repaired = new AtomicBoolean();
        CompletableFuture<String> call = repeated(() -> !repaired.get(), DISK_FULL);
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            retry.tryNow();
            return tries.get() >= 7;
        });
        await().atMost(SOON)
                .until(() -> !Outage.status(alice).get("nextRetryTime").isNull());
        JsonNode status = Outage.status(alice);
        assertTrue(status.get("failureCount").asInt() >= 7, status.toString());
        assertTrue(status.get("nextRetryTime").asLong() > System.currentTimeMillis() + 20_000, status.toString());

        repaired.set(true);
        assertEquals(202, alice.post("/api/v1/sync", Map.of()).status());
        assertEquals("done", call.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join());
        assertEquals(0, Outage.status(alice).get("failureCount").asInt());
        assertTrue(Outage.status(alice).get("nextRetryTime").isNull());
    }

    @Test
    void theCircuitOpensAfterSomeFailuresAndTheStatusTellsWhyUntilASuccessClosesIt() {
        AtomicBoolean repaired = new AtomicBoolean();
        CompletableFuture<String> failing = repeated(() -> !repaired.get(), DISK_FULL);
        // The one that a half-open circuit lets through, so that it refuses all others.
        CompletableFuture<Void> only = new CompletableFuture<>();
        try {
            await().atMost(SOON).until(() -> retry.state().circuit() == RetryState.Circuit.OPEN);
            assertEquals("open", Outage.status(alice).get("circuit").asText());
            assertEquals("database", Outage.status(alice).get("cause").asText());

            CountDownLatch entered = new CountDownLatch(1);
            only.completeAsync(() -> retry.database(() -> {
                entered.countDown();
                await().atMost(SOON).until(repaired::get);
                return null;
            }));
            await().atMost(SOON).until(() -> entered.getCount() == 0);
            double refused = Metrics.value(REFUSED);
            await().atMost(SOON).until(() -> Metrics.value(REFUSED) > refused);
            assertEquals("database", Outage.status(alice).get("cause").asText());
        } finally {
            repaired.set(true);
            retry.tryNow();
        }
        CompletableFuture.allOf(failing, only)
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
        assertEquals("closed", Outage.status(alice).get("circuit").asText());
        assertTrue(Outage.status(alice).get("cause").isNull());
    }

    @Test
    void whatAnItemDidIsNotRepeated() {
        SQLException refused = new SQLException("U+0000", BAD_TEXT);
        ItemFault fault = assertThrows(
                ItemFault.class,
                () -> retry.database(() -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException(refused);
                }));
        assertFalse(fault.suspected());
        assertSame(refused, fault.getCause().getCause());
        assertEquals(1, tries.get());
        assertEquals(RetryState.Circuit.CLOSED, retry.state().circuit());
    }

    @Test
    void whatLooksLikeTheEnvironmentWhileTheDatabaseIsFineIsSuspectedToBeAnItem() {
        CompletableFuture<String> call = repeated(Integer.MAX_VALUE, STATEMENT_TIMEOUT);
        await().atMost(SOON).until(() -> {
            retry.tryNow();
            return call.isDone();
        });
        CompletionException ended = assertThrows(CompletionException.class, call::join);
        assertTrue(assertInstanceOf(ItemFault.class, ended.getCause()).suspected());
        assertEquals(5, tries.get());
    }

    @Test
    void aDeadlockIsRepeatedWithinMilliseconds() {
        long start = System.nanoTime();
        assertEquals("done", repeated(4, DEADLOCK).join());
        // The backoff of an outage would take 7.5 s at least.
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(5)) < 0);
        assertEquals(5, tries.get());
    }

    @Test
    void workThatMakesCallsItselfIsNotTheOneThatAnOpenCircuitLetsThrough() {
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> retry.broker(() -> {
            if (tries.incrementAndGet() <= 4) {
                throw new IllegalStateException("as the test wants it");
            }
        }));
        await().atMost(SOON).until(() -> retry.state().circuit() == RetryState.Circuit.OPEN);
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> work = CompletableFuture.runAsync(() -> retry.untilThrough(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("nobody foresaw it");
            }
            retry.broker(() -> {});
        }));

        try {
            work.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        } finally {
            retry.tryNow();
        }

        assertEquals(2, runs.get());
        call.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    private CompletableFuture<String> repeated(int failures, String sqlState) {
        return repeated(() -> tries.get() <= failures, sqlState);
    }

    private CompletableFuture<String> repeated(BooleanSupplier fails, String sqlState) {
        return CompletableFuture.supplyAsync(() -> retry.database(() -> {
            tries.incrementAndGet();
            if (fails.getAsBoolean()) {
                throw new IllegalStateException(new SQLException("as the test wants it", sqlState));
            }
            return "done";
        }));
    }
}
