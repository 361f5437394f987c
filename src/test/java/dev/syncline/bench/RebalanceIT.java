package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Deals the partitions out anew again and again while batches are at work: no zombie applies twice or overwrites. */
@Execution(ExecutionMode.CONCURRENT)
@LongHaul
class RebalanceIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("bench.rebalance-seconds", 15));

    @Test
    void survivesInstancesThatJoinAndLeaveMidBatch() throws SQLException {
        try (Bench bench = Bench.start("rebalance")) {
            ServiceProcess staying = bench.newService();
            ServiceProcess coming = bench.newService();
            staying.start();
            coming.start();
            staying.awaitReady();
            bench.load(8);
            int midBatch = rebalanceAgainAndAgain(bench, coming);
            bench.quiet();
            bench.assertInvariants();
            System.out.printf("%d rebalances while a batch was held%n", midBatch);
            assertTrue(midBatch > 0, "no rebalance met a batch at work");
        }
    }

    private static int rebalanceAgainAndAgain(Bench bench, ServiceProcess coming) throws SQLException {
        Random random = new Random(bench.seed());
        Guest guest = new Guest(bench.backends().broker().bootstrapServers());
        long deadline = System.nanoTime() + LENGTH.toNanos();
        int midBatch = 0;
        for (int round = 0; System.nanoTime() < deadline; round++) {
            midBatch += rebalanceMidBatch(bench, guest, Duration.ofMillis(500 + random.nextInt(1_500)));
            if (round % 3 == 1) {
                leave(coming, random.nextBoolean());
                coming.start();
            }
        }
        return midBatch;
    }

    /** Holds the records' rows, so that a batch cannot go on, while the guest comes and goes. */
    private static int rebalanceMidBatch(Bench bench, Guest guest, Duration stay) throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // In the engine's order: or each could wait for what the other has.
            statement.execute("select 1 from record order by record_id for update");
            boolean dealt = guest.visit(stay);
            boolean held = statement
                    .executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                    .next();
            connection.rollback();
            return dealt && held ? 1 : 0;
        }
    }

    private static void leave(ServiceProcess service, boolean politely) {
        if (politely) {
            service.stop();
        } else {
            service.kill();
        }
    }
}
