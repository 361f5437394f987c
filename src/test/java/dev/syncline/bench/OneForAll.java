package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Several instances of which each does, and tells, what was asked of one. */
final class OneForAll {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** So long a wait is not over by chance before the other instances are heard. */
    private static final Duration LONG_WAIT = Duration.ofSeconds(6);

    /** In so long, a running engine takes what is in the queue. */
    private static final Duration A_WHILE = Duration.ofMillis(2_500);

    private final Bench bench;
    private final List<Operator> all;

    OneForAll(Bench bench, List<Operator> all) {
        this.bench = bench;
        this.all = all;
    }

    void awaitPaused(boolean paused) {
        awaitEach("every instance knows", one -> one.isPaused() == paused);
    }

    /** Each tells of so many changes, and none of them is taken. */
    void assertNothingIsTaken(long changes) {
        long processed = bench.processed();
        awaitEach("each tells of all", one -> one.depth() == changes);
        long age = age();
        await("the queue stands still").atMost(LIMIT).until(() -> age() > age + A_WHILE.toMillis());
        assertEquals(
                Collections.nCopies(all.size(), changes),
                all.stream().map(Operator::depth).toList());
        assertEquals(processed, bench.processed());
    }

    private long age() {
        return all.get(0).number("oldestChangeAgeMs");
    }

    void awaitEmpty() {
        awaitEach("the queue is empty", one -> one.depth() == 0);
    }

    /**
     * The database refuses them all, while it answers the probe of each: nothing but the backoff, or somebody's word, lets
     * them try again.
     */
    void assertSyncEndsEveryWait(Operator told, int changes) {
        long nextRetry = bench.whileOutcomesAreRefused(() -> {
            bench.handOver("sync", changes);
            awaitEach("each waits for long", one -> one.waitsFor(LONG_WAIT));
            return all.stream()
                    .mapToLong(one -> one.number("nextRetryTime"))
                    .min()
                    .orElseThrow();
        });
        told.syncNow();
        await("none waits").atMost(LONG_WAIT).until(() -> all.stream().allMatch(one -> one.failures() == 0));
        assertTrue(System.currentTimeMillis() < nextRetry, "it was time for it anyhow");
    }

    private void awaitEach(String what, Predicate<Operator> holds) {
        await(what).atMost(LIMIT).until(() -> all.stream().allMatch(holds));
    }
}
