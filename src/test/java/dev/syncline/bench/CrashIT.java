package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Kills the service under load, anywhere and exactly where it hurts: nothing is lost, nothing happens twice. */
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {

    private static final int KILLS = Integer.getInteger("bench.kills", 3);
    private static final int HALTED = 137;
    private static final int CROWD = 6;

    @Test
    void survivesKillsAtRandom() {
        try (Bench bench = Bench.start("kills")) {
            Random random = new Random(bench.seed());
            ServiceProcess service = bench.newService(Bench.TAKEN_OVER_SOON);
            service.start();
            service.awaitReady();
            bench.load(CROWD);
            for (int kill = 0; kill < KILLS; kill++) {
                bench.awaitProgress(1);
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1_500)).toNanos());
                service.kill();
                service.start();
                service.awaitReady();
            }
            bench.awaitProgress(1);
            bench.quiet();
            bench.assertInvariants();
        }
    }

    @Test
    void survivesCrashesBetweenCommitAckAndOffset() {
        try (Bench bench = Bench.start("crash-points")) {
            List<Sabotage> faults = List.of(
                    Sabotage.crashBeforeCommit(bench.folder()),
                    Sabotage.crashBeforeAcks(bench.folder()),
                    Sabotage.crashBeforeOffset(bench.folder()));
            ServiceProcess service = bench.newService(Bench.TAKEN_OVER_SOON);
            service.start(faults.get(0));
            service.awaitReady();
            bench.load(CROWD);
            for (int fault = 0; fault < faults.size(); fault++) {
                bench.awaitProgress(1);
                faults.get(fault).arm();
                assertEquals(HALTED, service.awaitEnd(Duration.ofSeconds(60)));
                service.start(faults.subList(fault + 1, faults.size()).stream()
                        .limit(1)
                        .toArray(Sabotage[]::new));
                service.awaitReady();
            }
            bench.awaitProgress(1);
            bench.quiet();
            bench.assertInvariants();
        }
    }
}
