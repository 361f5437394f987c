package dev.syncline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Many clients with their own queues and clocks, two instances, and one fault after the other: in the end everybody holds
 * the same, and nothing is lost. A longer run: {@code ./mvnw verify -Dit.test=ConvergenceIT -Dbench.minutes=30}; a printed
 * seed plays the same edits and faults again.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConvergenceIT {

    private static final Duration LENGTH = System.getProperty("bench.minutes") == null
            ? Duration.ofSeconds(20)
            : Duration.ofMinutes(Integer.getInteger("bench.minutes"));

    @Test
    void convergesWhateverBreaks() {
        try (Bench bench = Bench.start("convergence")) {
            List<ServiceProcess> services = List.of(bench.newService(), bench.newService());
            services.forEach(ServiceProcess::start);
            services.forEach(ServiceProcess::awaitReady);
            bench.load(8);
            breakOneAfterTheOther(bench, services);
            services.forEach(ServiceProcess::awaitReady);
            bench.quiet();
            bench.assertInvariants();
        }
    }

    private static void breakOneAfterTheOther(Bench bench, List<ServiceProcess> services) {
        Random random = new Random(bench.seed());
        long begun = System.nanoTime();
        List<Fault> faults = new ArrayList<>();
        while (System.nanoTime() - begun < LENGTH.toNanos()) {
            if (faults.isEmpty()) {
                faults.addAll(Arrays.asList(Fault.values()));
                Collections.shuffle(faults, random);
            }
            Fault fault = faults.remove(0);
            System.out.printf(
                    "%d s: %s%n", Duration.ofNanos(System.nanoTime() - begun).toSeconds(), fault);
            fault.strike(bench, services, random);
            LockSupport.parkNanos(
                    Duration.ofMillis(1_000 + random.nextInt(4_000)).toNanos());
        }
    }
}
