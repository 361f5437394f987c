package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * One change ends the process whenever the engine meets it, and the process is started again, as Kubernetes would: that
 * change alone is set aside, after a handful of restarts, and all others are applied once.
 */
@LongHaul
class DeadlyChangeIT {

    private static final int HALTED = 137;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** A batch that ends the process so often is taken one by one. */
    private static final int STARTS_TOGETHER = 3;

    /** A change that does so alone is set aside. */
    private static final int STARTS_ALONE = 3;

    /** Batches are counted only after an assignment: the first to end the process may not be. */
    private static final int NOT_COUNTED = 1;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aloneInItsBatchItIsSetAside() {
        assertSetAside("deadly-alone", 1, 0);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void amongAThousandItIsFoundAndSetAside() {
        assertSetAside("deadly-among", 1_000, 100);
    }

    private static void assertSetAside(String name, int changes, int which) {
        try (Bench bench = Bench.start(name)) {
            SimClient client = bench.newClient(IntStream.range(0, changes)
                    .mapToObj(number -> new Place("message", "m-" + number))
                    .toList());
            client.editEverything();
            UUID deadly = client.journal().made.get(which).id();
            Sabotage sabotage = Sabotage.crashAtChange(bench.folder(), deadly);
            ServiceProcess service = bench.newService(Bench.TAKEN_OVER_SOON);
            service.start(sabotage);
            service.awaitReady();
            Operator operator = bench.operatorOf(service);
            operator.pauseEngine();
            assertTrue(client.handOver());
            operator.resumeEngine();

            int restarts = restartUntilSetAside(bench, service, sabotage);
            System.out.printf("%s: %d restarts%n", name, restarts);
            await().atMost(LIMIT).until(() -> bench.processed() == changes);
            List<Map<String, Object>> letters = operator.deadLetters();
            assertEquals(1, letters.size(), letters::toString);
            assertEquals(deadly.toString(), letters.get(0).get("changeId"));
            assertEquals("crashed", letters.get(0).get("cause"));
            assertTrue(service.isRunning());

            // As after a new release, which can do what the old one could not.
            service.stop();
            service.start();
            service.awaitReady();
            operator.redrive(letters.get(0));
            bench.quiet();
            bench.assertInvariants();
        }
    }

    private static int restartUntilSetAside(Bench bench, ServiceProcess service, Sabotage sabotage) {
        for (int restarts = 0; restarts <= NOT_COUNTED + STARTS_TOGETHER + STARTS_ALONE; restarts++) {
            await("it ends, or sets the change aside")
                    .atMost(LIMIT)
                    .until(() -> !service.isRunning() || bench.deadLetters() == 1);
            if (bench.deadLetters() == 1) {
                return restarts;
            }
            assertEquals(HALTED, service.awaitEnd(LIMIT));
            service.start(sabotage);
        }
        throw new AssertionError("started again and again, see " + bench.folder());
    }
}
