package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A minute without a backend, under load: devices go on as far as they can, the service says how things stand, and
 * afterwards it goes on by itself, or when told to, with nothing lost. Both outages take place side by side; longer ones:
 * {@code ./mvnw verify -Dit.test=OutageIT -Dbench.long=true -Dbench.outage-seconds=600}, at least 45.
 */
@LongHaul
class OutageIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("bench.outage-seconds", 60));
    private static final int LOOKS = 50;
    private static final int CROWD = 4;

    /** By then the service knows. */
    private static final Duration NOTICED = Duration.ofSeconds(15);

    /** Shorter than the service waits for a backend before it gives up. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static final Duration AT_ONCE = Duration.ofMillis(1_500);

    /** For what is left to do once a wait has ended, on a machine with much else to do. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    /** What was seen at one time of the outage. */
    private record Moment(Duration since, Prober.Probe push, Operator.Look look) {}

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whileTheDatabaseHangsPushesAreTakenAndItGoesOnByItself() {
        try (Bench bench = Bench.start("database-hangs")) {
            ServiceProcess service = underLoad(bench);
            Operator operator = bench.operatorOf(service);
            Prober prober = bench.proberOf(service);
            List<Moment> outage;
            try (FrozenDatabase frozen = FrozenDatabase.of(bench.backends().database())) {
                outage = outage(operator, prober);
            }
            Duration recovery = recovery(prober, leftToWait(outage).plus(RECOVERY));

            assertTaken(outage);
            List<Moment> known = sinceKnown(outage);
            for (Moment moment : known) {
                assertFalse(moment.look().online(), moment::toString);
                assertFalse(moment.look().online("database"), moment::toString);
                assertTrue(moment.look().online("broker"), moment::toString);
                assertEquals("UP", moment.look().readinessToTakePushes(), moment::toString);
            }
            assertQueueGrows(known);
            assertRetriesAreShown(known);
            report("database", outage, recovery);
            assertAllIsWellAgain(bench, operator);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whileTheBrokerIsAwayPushesAreRefusedAtOnceAndItGoesOnWhenToldTo() {
        try (Bench bench = Bench.start("broker-away")) {
            ServiceProcess service = underLoad(bench);
            Operator operator = bench.operatorOf(service);
            Prober prober = bench.proberOf(service);
            bench.backends().broker().stop();
            List<Moment> outage = outage(operator, prober);
            bench.backends().broker().start();
            operator.syncNow();
            Duration recovery = recovery(prober, RECOVERY);

            List<Moment> known = sinceKnown(outage);
            assertRefused(outage, known);
            for (Moment moment : known) {
                assertFalse(moment.look().online(), moment::toString);
                assertTrue(moment.look().online("database"), moment::toString);
                assertFalse(moment.look().online("broker"), moment::toString);
                assertEquals("DOWN", moment.look().readinessToTakePushes(), moment::toString);
            }
            report("broker", outage, recovery);
            assertAllIsWellAgain(bench, operator);
        }
    }

    private static ServiceProcess underLoad(Bench bench) {
        ServiceProcess service = bench.newService();
        service.start();
        service.awaitReady();
        bench.load(CROWD);
        bench.awaitProgress(1);
        return service;
    }

    private static List<Moment> outage(Operator operator, Prober prober) {
        List<Moment> moments = new ArrayList<>();
        long begun = System.nanoTime();
        while (since(begun).compareTo(LENGTH) < 0) {
            Prober.Probe push = prober.push(moments.size() % 2 == 0 ? null : "wait=1");
            moments.add(new Moment(since(begun), push, operator.look()));
            LockSupport.parkNanos(LENGTH.dividedBy(LOOKS).toNanos());
        }
        return moments;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Those from when the service knew; all along, it is alive, and from then on it is not ready. */
    private static List<Moment> sinceKnown(List<Moment> outage) {
        outage.forEach(moment -> assertEquals("UP", moment.look().liveness(), moment::toString));
        List<Moment> known = outage.stream()
                .dropWhile(moment -> moment.look().online())
                .skip(1)
                .toList();
        assertTrue(known.size() > LOOKS / 3, () -> "it was known too late: " + outage);
        assertTrue(outage.get(outage.size() - known.size() - 1).since().compareTo(NOTICED) < 0, outage::toString);
        known.forEach(moment -> assertEquals("DOWN", moment.look().readiness(), moment::toString));
        return known;
    }

    private static void assertTaken(List<Moment> outage) {
        for (Moment moment : outage) {
            assertEquals(202, moment.push().status(), moment::toString);
            assertTrue(moment.push().took().compareTo(SOON) < 0, moment::toString);
        }
    }

    private static void assertRefused(List<Moment> outage, List<Moment> known) {
        for (Moment moment : outage) {
            assertEquals(503, moment.push().status(), moment::toString);
            Wire.Answer answer = moment.push().answer().orElseThrow();
            assertTrue(answer.retryAfter().orElse(0) > 0, moment::toString);
        }
        known.forEach(moment -> assertTrue(moment.push().took().compareTo(AT_ONCE) < 0, moment::toString));
    }

    /** With what is pushed here alone; what is shown may be a look behind. */
    private static void assertQueueGrows(List<Moment> known) {
        Operator.Look first = known.get(0).look();
        Operator.Look last = known.get(known.size() - 1).look();
        int pushed = known.size() / 2;
        assertTrue(last.number("queueDepth") >= first.number("queueDepth") + pushed, known::toString);
        String depth = "syncline_queue_depth";
        assertTrue(last.meter(depth) >= first.meter(depth) + pushed, known::toString);
        assertTrue(last.number("oldestChangeAgeMs") > first.number("oldestChangeAgeMs"), known::toString);
    }

    private static void assertRetriesAreShown(List<Moment> known) {
        assertTrue(known.get(known.size() - 1).look().number("failureCount") > 0, known::toString);
        assertShown(known, look -> look.number("nextRetryTime") != null);
        assertShown(known, look -> !look.circuit().equals("closed"));
        assertShown(known, look -> look.meter("syncline_circuit_open") == 1);
    }

    private static void assertShown(List<Moment> known, Predicate<Operator.Look> what) {
        assertTrue(known.stream().map(Moment::look).anyMatch(what), known::toString);
    }

    /** Of the step of the backoff at which the outage ended. */
    private static Duration leftToWait(List<Moment> outage) {
        long next = outage.stream()
                .map(moment -> moment.look().number("nextRetryTime"))
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        return Duration.ofMillis(Math.max(0, next - System.currentTimeMillis()));
    }

    /** How long it takes until a push is taken, and all that was taken is applied. */
    private static Duration recovery(Prober prober, Duration limit) {
        long begun = System.nanoTime();
        await("pushes are taken").atMost(limit).until(() -> prober.push(null).status() == 202);
        await("the queue is worked off").atMost(limit.minus(since(begun))).until(prober::allAreApplied);
        return since(begun);
    }

    private static void assertAllIsWellAgain(Bench bench, Operator operator) {
        bench.quiet();
        Operator.Look look = operator.look();
        assertTrue(look.online(), look::toString);
        assertEquals("UP", look.readiness());
        assertEquals("closed", look.circuit());
        assertEquals(0, look.meter("syncline_circuit_open"));
        assertEquals(0, look.number("failureCount"));
        bench.assertInvariants();
        assertEquals(0, bench.deadLetters());
    }

    private static void report(String backend, List<Moment> outage, Duration recovery) {
        System.out.printf(
                "%s away for %s: slowest push %s, recovery in %s%n",
                backend,
                LENGTH,
                outage.stream()
                        .map(moment -> moment.push().took())
                        .max(Duration::compareTo)
                        .orElseThrow(),
                recovery);
    }
}
