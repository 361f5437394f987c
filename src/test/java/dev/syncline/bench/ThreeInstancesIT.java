package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Three instances as behind a load balancer: each is restarted, one is killed, and nobody on any of them loses a thing. */
@Execution(ExecutionMode.CONCURRENT)
@LongHaul
class ThreeInstancesIT {

    private static final String WATCHED = "watched";

    /** So many that each instance has some. */
    private static final int CHANGES = 40;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void aRollingRestartAndAKillUnderLoadLoseAndRepeatNothing() {
        try (Bench bench = Bench.start("three-instances")) {
            List<ServiceProcess> services =
                    Stream.generate(bench::newService).limit(3).toList();
            services.forEach(ServiceProcess::start);
            services.forEach(ServiceProcess::awaitReady);
            List<URI> instances = services.stream().map(ServiceProcess::address).toList();
            List<Follower> streams = new ArrayList<>();
            List<LongPoller> polls = new ArrayList<>();
            for (URI instance : instances) {
                streams.add(new Follower(instance, bench.token(WATCHED, "on-" + instance.getPort())));
                polls.add(new LongPoller(bench.wireOf(WATCHED, "alice"), instance, Relay.CLIENT));
            }
            await("each has a stream").atMost(LIMIT).until(() -> streams.stream()
                    .allMatch(Follower::isConnected));

            bench.load(4);
            Relay relay = new Relay(bench.wireOf(WATCHED, "alice"), instances);
            for (ServiceProcess service : services) {
                System.out.println("stopped in " + service.stop());
                service.start();
                service.awaitReady();
            }
            services.get(1).kill();
            bench.awaitProgress(1);
            services.get(1).start();
            services.get(1).awaitReady();
            relay.close();

            for (int number = 0; number < instances.size(); number++) {
                Follower stream = streams.get(number);
                LongPoller poll = polls.get(number);
                await("the stream told all")
                        .atMost(LIMIT)
                        .until(() -> stream.heard().size() >= relay.records().size());
                assertEquals(relay.records(), new HashSet<>(stream.heard()));
                assertEquals(relay.records().size(), stream.heard().size(), "nothing twice");
                await("the long polls told all").atMost(LIMIT).until(() -> poll.heard()
                        .containsAll(relay.changes()));
            }
            streams.forEach(Follower::close);
            polls.forEach(LongPoller::close);
            System.out.printf(
                    "%d changes heard on each instance%n", relay.records().size());

            bench.quiet();
            bench.assertInvariants();
            holdsForAll(bench, services.stream().map(bench::operatorOf).toList());
            bench.quiet();
            bench.assertInvariants();
        }
    }

    /** What one is told, each does. */
    private static void holdsForAll(Bench bench, List<Operator> operators) {
        OneForAll all = new OneForAll(bench, operators);
        for (Operator told : operators) {
            told.pauseEngine();
            all.awaitPaused(true);
            bench.handOver("paused-" + operators.indexOf(told), CHANGES);
            all.assertNothingIsTaken(CHANGES);
            told.resumeEngine();
            all.awaitPaused(false);
            all.awaitEmpty();
        }
        all.assertSyncEndsEveryWait(operators.get(0), CHANGES);
    }
}
