package dev.syncline.retry;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How waits end. */
class WaitsTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Waits waits = new Waits();

    @Test
    void aWakeEndsEveryWait() {
        CompletableFuture<Void> one = waiting();
        CompletableFuture<Void> other = waiting();
        assertTimeoutPreemptively(SOON, () -> {
            while (!one.isDone() || !other.isDone()) {
                waits.wake();
                Thread.sleep(5);
            }
        });
    }

    @Test
    void aWakeBeforeTheWaitBeganIsNotMissed() {
        long since = waits.wakes();
        waits.wake();
        assertTimeoutPreemptively(SOON, () -> waits.await(LONG, since));
    }

    @Test
    void aStopEndsEveryWaitNowAndFromNowOn() throws InterruptedException {
        CompletableFuture<Void> waiting = waiting();
        waits.stop();
        ExecutionException ended =
                assertThrows(ExecutionException.class, () -> waiting.get(SOON.toMillis(), TimeUnit.MILLISECONDS));
        assertInstanceOf(StoppingException.class, ended.getCause());
        assertThrows(StoppingException.class, () -> waits.await(LONG, waits.wakes()));
    }

    @Test
    void anInterruptEndsTheWaitAsAStop() {
        Thread.currentThread().interrupt();
        assertThrows(StoppingException.class, () -> waits.await(LONG, waits.wakes()));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aWaitEndsWhenItsTimeIsUp() {
        assertTimeoutPreemptively(SOON, () -> waits.await(Duration.ofMillis(20), waits.wakes()));
    }

    private CompletableFuture<Void> waiting() {
        long since = waits.wakes();
        return CompletableFuture.runAsync(() -> waits.await(LONG, since));
    }
}
