package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is asked of one instance, the other does too. */
@Execution(ExecutionMode.CONCURRENT)
@LongHaul
class TwoInstancesIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int CHANGES = 40;

    /** So long a wait is not over by chance before the other instance is heard. */
    private static final Duration LONG_WAIT = Duration.ofSeconds(6);

    /** In so long, a running engine takes what is in the queue. */
    private static final Duration A_WHILE = Duration.ofMillis(2_500);

    private static Bench bench;
    private static ServiceProcess second;
    private static Operator one;
    private static Operator other;

    @BeforeAll
    static void start() {
        bench = Bench.start("two-instances");
        ServiceProcess first = bench.newService();
        second = bench.newService();
        first.start();
        second.start();
        first.awaitReady();
        second.awaitReady();
        one = bench.operatorOf(first);
        other = bench.operatorOf(second);
        awaitFairShares();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    /**
     * The database refuses both, while it answers the probe of both: nothing but the backoff, or somebody's word, lets
     * them try again.
     */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aManualSyncOfOneEndsTheWaitOfTheOther() throws SQLException {
        refuse("revoke insert on ledger from current_user");
        long nextRetry;
        try {
            handOver("sync");
            await("both wait for long").atMost(LIMIT).until(() -> waitsForLong(one) && waitsForLong(other));
            nextRetry = number(other, "nextRetryTime");
        } finally {
            refuse("grant insert on ledger to current_user");
        }

        one.syncNow();
        await("neither waits").atMost(LONG_WAIT).until(() -> failures(one) == 0 && failures(other) == 0);
        assertTrue(System.currentTimeMillis() < nextRetry, "it was time for it anyhow");
        bench.quiet();
        bench.assertInvariants();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void anOperatorsStopOfOneStopsTheOtherThroughItsRestartUntilEitherIsToldToGoOn() {
        one.pauseEngine();
        await("the other has heard").atMost(LIMIT).until(() -> isPaused(other));
        handOver("paused");
        awaitAWhile();
        assertNothingIsTaken();

        second.stop();
        second.start();
        second.awaitReady();
        awaitFairShares();
        await("it remembers").atMost(LIMIT).until(() -> isPaused(other));
        awaitAWhile();
        assertNothingIsTaken();

        double batches = batches(one);
        assertEquals(0, batches(other));
        other.resumeEngine();
        await("both go on").atMost(LIMIT).until(() -> batches(one) > batches && batches(other) > 0);
        await("the queue is empty").atMost(LIMIT).until(() -> depth(one) == 0 && depth(other) == 0);
        assertFalse(isPaused(one));
        bench.quiet();
        bench.assertInvariants();
    }

    /** Changes to so many records that each partition has some. */
    private static void handOver(String name) {
        SimClient client = bench.newClient(IntStream.range(0, CHANGES)
                .mapToObj(number -> new Place("message", name + "-" + number))
                .toList());
        client.editEverything();
        assertTrue(client.handOver());
    }

    private static void refuse(String grant) throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(grant);
        }
    }

    private static void awaitFairShares() {
        await("each has its partitions").atMost(LIMIT).until(() -> partitions(one) == 2 && partitions(other) == 2);
    }

    private static int partitions(Operator operator) {
        return operator.look().meters().entrySet().stream()
                .filter(meter -> meter.getKey().startsWith("kafka_consumer_coordinator_assigned_partitions")
                        && meter.getKey().contains("kafka-consumer-outbox"))
                .mapToInt(meter -> meter.getValue().intValue())
                .sum();
    }

    private static boolean waitsForLong(Operator operator) {
        Long next = number(operator, "nextRetryTime");
        return next != null && next > System.currentTimeMillis() + LONG_WAIT.toMillis();
    }

    /** Waits until the oldest change has waited for longer. */
    private static void awaitAWhile() {
        long age = number(one, "oldestChangeAgeMs");
        await("the queue stands still")
                .atMost(LIMIT)
                .until(() -> number(one, "oldestChangeAgeMs") > age + A_WHILE.toMillis());
    }

    private static void assertNothingIsTaken() {
        assertEquals(List.of((long) CHANGES, (long) CHANGES), List.of(depth(one), depth(other)));
    }

    private static boolean isPaused(Operator operator) {
        return (Boolean) operator.status().get("paused");
    }

    /** How many this instance has worked on since its start. */
    private static double batches(Operator operator) {
        return operator.look().meters().getOrDefault("syncline_batch_size_count", 0.0);
    }

    private static long failures(Operator operator) {
        return number(operator, "failureCount");
    }

    private static long depth(Operator operator) {
        return number(operator, "queueDepth");
    }

    private static Long number(Operator operator, String name) {
        return (Long) operator.status().get(name);
    }
}
