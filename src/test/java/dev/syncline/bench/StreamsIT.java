package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Thousands of streams on one instance hear every change of their tenant, and leave nothing behind. */
@EnabledIfSystemProperty(named = "bench.streams", matches = "\\d+")
class StreamsIT {

    private static final int STREAMS = Integer.getInteger("bench.streams", 0);
    private static final int CHANGES_A_SECOND = Integer.getInteger("bench.stream-changes", 200);
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("bench.stream-seconds", 30));
    private static final int TENANTS = 20;

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void manyStreamsHearEveryChangeInBoundedMemory() throws InterruptedException {
        assumeTrue(Footprint.canBeTaken());
        try (Bench bench = Bench.start("streams")) {
            ServiceProcess service = bench.newService();
            service.start();
            service.awaitReady();
            // What only the first work brings in is no part of the comparison.
            run(bench, service, Math.min(STREAMS, 100), Duration.ofSeconds(5));
            Footprint before = Footprint.of(service.pid());
            run(bench, service, STREAMS, LENGTH);
            await("back at the level of before: " + before)
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertNoMoreThan(before, Footprint.of(service.pid())));
            System.out.printf("before: %s; after: %s%n", before, Footprint.of(service.pid()));
        }
    }

    private void run(Bench bench, ServiceProcess service, int streams, Duration length) throws InterruptedException {
        taken.set(0);
        refused.set(0);
        try (Listeners listeners = new Listeners()) {
            for (int number = 0; number < streams; number++) {
                listeners.add(service.address(), bench.token("t-" + number % TENANTS, "listener-" + number));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> listeners.open() == streams);
            push(bench, service, length);
            Footprint under = Footprint.of(service.pid());
            int expected = taken.get() * (streams / TENANTS);
            await().atMost(Duration.ofSeconds(30)).until(() -> listeners.heard() >= expected);
            System.out.printf(
                    "%d streams, %d changes in %s (%d refused), %d heard; push to stream: p50 %d ms, p99 %d ms; %s%n",
                    streams,
                    taken.get(),
                    length,
                    refused.get(),
                    listeners.heard(),
                    listeners.delay(0.5),
                    listeners.delay(0.99),
                    under);
            assertEquals(0, refused.get());
            assertEquals(0, listeners.lost());
            assertEquals(expected, listeners.heard());
        }
    }

    private void push(Bench bench, ServiceProcess service, Duration length) throws InterruptedException {
        List<Wire> wires = new ArrayList<>();
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            wires.add(bench.wireOf("t-" + tenant, "writer"));
        }
        ScheduledExecutorService pushers = Executors.newScheduledThreadPool(8);
        long each = TimeUnit.SECONDS.toNanos(1) * TENANTS / CHANGES_A_SECOND;
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            Wire wire = wires.get(tenant);
            pushers.scheduleAtFixedRate(() -> push(wire, service), tenant * each / TENANTS, each, TimeUnit.NANOSECONDS);
        }
        pushers.schedule(pushers::shutdown, length.toMillis(), TimeUnit.MILLISECONDS);
        assertTrue(pushers.awaitTermination(length.toSeconds() + 60, TimeUnit.SECONDS));
    }

    private void push(Wire wire, ServiceProcess service) {
        Map<String, Object> data =
                Map.of("text", "x".repeat(200), Listeners.PUSHED_AT, Long.toString(System.nanoTime()));
        Map<String, Object> body =
                Creation.push("writer", UUID.randomUUID().toString(), "m-" + UUID.randomUUID(), data);
        boolean accepted = wire.post(service.address(), "/api/v1/changes", body, false, null)
                .filter(answer -> answer.status() == 202)
                .isPresent();
        (accepted ? taken : refused).incrementAndGet();
    }

    /** With a margin for what pools and caches keep. */
    private static void assertNoMoreThan(Footprint before, Footprint after) {
        assertTrue(after.heap() <= before.heap() * 5 / 4 + 4_000_000, () -> "heap: " + after);
        assertTrue(after.threads() <= before.threads() + 4, () -> "threads: " + after);
        assertTrue(after.files() <= before.files() + 8, () -> "files: " + after);
    }
}
