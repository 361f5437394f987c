package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    /** Dead letters a second, and how many there are to redrive. */
    private static final int RATE = 10;

    private static final int LETTERS = 60;
    private static final String TENANT_OF_LETTERS = "letters";

    /** What waits for a predecessor that never comes is a dead letter soon. */
    private static final Map<String, String> IMPATIENT = Map.of("syncline.chain.max-wait", "2s");

    private static Bench bench;
    private static ServiceProcess first;
    private static ServiceProcess second;
    private static Operator one;
    private static Operator other;
    private static OneForAll both;

    @BeforeAll
    static void start() {
        bench = Bench.start("two-instances");
        first = bench.newService(IMPATIENT);
        second = bench.newService(IMPATIENT);
        first.start();
        second.start();
        first.awaitReady();
        second.awaitReady();
        one = bench.operatorOf(first);
        other = bench.operatorOf(second);
        both = new OneForAll(bench, List.of(one, other));
        awaitFairShares();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aManualSyncOfOneEndsTheWaitOfTheOther() {
        both.assertSyncEndsEveryWait(one, CHANGES);
        bench.quiet();
        bench.assertInvariants();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void anOperatorsStopOfOneStopsTheOtherThroughItsRestartUntilEitherIsToldToGoOn() {
        one.pauseEngine();
        both.awaitPaused(true);
        bench.handOver("paused", CHANGES);
        both.assertNothingIsTaken(CHANGES);

        second.stop();
        second.start();
        second.awaitReady();
        awaitFairShares();
        both.awaitPaused(true);
        both.assertNothingIsTaken(CHANGES);

        double batches = batches(one);
        assertEquals(0, batches(other));
        other.resumeEngine();
        await("both go on").atMost(LIMIT).until(() -> batches(one) > batches && batches(other) > 0);
        both.awaitEmpty();
        assertFalse(one.isPaused());
        bench.quiet();
        bench.assertInvariants();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void aBulkRedriveOfOneIsTheOthersTooAndKeepsItsRateWhereThatGoesOnWithIt() throws SQLException {
        makeDeadLetters();
        Operator asked = bench.operatorOf(second, TENANT_OF_LETTERS);
        Operator follower = bench.operatorOf(first, TENANT_OF_LETTERS);

        String job = asked.redriveAll(RATE).orElseThrow();
        assertEquals(Optional.empty(), follower.redriveAll(RATE));
        await("the other sees it get on")
                .atMost(LIMIT)
                .until(() -> (Long) follower.redriveOfAll(job).get("sent") >= LETTERS / 4);
        second.kill();
        assertEquals(false, follower.redriveOfAll(job).get("done"));
        await("the other goes on with it").atMost(LIMIT).until(() ->
                (Boolean) follower.redriveOfAll(job).get("done"));

        assertEquals(
                Map.of("matched", (long) LETTERS, "sent", (long) LETTERS, "failed", 0L, "done", true),
                follower.redriveOfAll(job));
        assertEachWasSentOnceAtTheRate();
        second.start();
        second.awaitReady();
        awaitFairShares();
    }

    private static void makeDeadLetters() {
        List<Map<String, Object>> orphans = IntStream.range(0, LETTERS)
                .mapToObj(number -> Map.<String, Object>of(
                        "id", UUID.randomUUID().toString(),
                        "after", UUID.randomUUID().toString(),
                        "type", "CREATE",
                        "entity", "message",
                        "entityId", "m-" + number,
                        "data", Map.of("text", "a"),
                        "timestamp", System.currentTimeMillis()))
                .toList();
        Wire.Answer answer = bench.wireOf(TENANT_OF_LETTERS, "alice")
                .post(first.address(), "/api/v1/changes", Map.of("clientId", "phone", "changes", orphans), false, null)
                .orElseThrow();
        assertEquals(202, answer.status(), answer::toString);
        await("all are dead letters").atMost(LIMIT).until(() -> bench.deadLetters() == LETTERS);
    }

    private static void assertEachWasSentOnceAtTheRate() throws SQLException {
        try (Connection connection = bench.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*), count(distinct dead_letter_id), max(in_a_second) from (select dead_letter_id,"
                                + " count(*) over (order by at range between '1 second' preceding and current row)"
                                + " as in_a_second from dead_letter_audit where tenant = ? and action = 'REDRIVE')")) {
            statement.setString(1, TENANT_OF_LETTERS);
            ResultSet row = statement.executeQuery();
            row.next();
            assertEquals(LETTERS, row.getInt(1));
            assertEquals(LETTERS, row.getInt(2));
            // One that was slow comes close to the next; two at a time would be twice as many.
            assertTrue(row.getInt(3) <= 1.5 * RATE, row.getString(3));
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

    /** How many this instance has worked on since its start. */
    private static double batches(Operator operator) {
        return operator.look().meters().getOrDefault("syncline_batch_size_count", 0.0);
    }
}
