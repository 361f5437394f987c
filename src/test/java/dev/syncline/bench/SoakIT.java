package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Full load for some minutes, then quiet: heap, threads and files come back to where they were. Run it with
 * {@code ./mvnw verify -Dit.test=SoakIT -Dbench.soak-seconds=300 -Dbench.thought-millis=0}.
 */
@EnabledIfSystemProperty(named = "bench.soak-seconds", matches = "\\d+")
class SoakIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("bench.soak-seconds", 60));
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final int CROWD = 12;

    @Test
    void comesBackToWhereItWas() {
        assumeTrue(Footprint.canBeTaken());
        try (Bench bench = Bench.start("soak")) {
            ServiceProcess service = bench.newService();
            service.start();
            service.awaitReady();
            work(bench, WARM_UP);
            Footprint before = Footprint.of(service.pid());
            long processedBefore = bench.processed();
            work(bench, LENGTH);
            long processed = bench.processed() - processedBefore;
            System.out.printf("before: %s; %d changes in %s%n", before, processed, LENGTH);
            await("back at the level of before: " + before)
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertNoMoreThan(before, Footprint.of(service.pid())));
            System.out.printf("after: %s%n", Footprint.of(service.pid()));
            bench.assertInvariants();
        }
    }

    private static void work(Bench bench, Duration length) {
        bench.load(CROWD);
        LockSupport.parkNanos(length.toNanos());
        bench.quiet();
        LockSupport.parkNanos(REST.toNanos());
    }

    /** With a margin for what pools and caches keep. */
    private static void assertNoMoreThan(Footprint before, Footprint after) {
        assertTrue(after.heap() <= before.heap() * 5 / 4 + 4_000_000, () -> "heap: " + after);
        assertTrue(after.threads() <= before.threads() + 4, () -> "threads: " + after);
        assertTrue(after.files() <= before.files() + 8, () -> "files: " + after);
    }
}
