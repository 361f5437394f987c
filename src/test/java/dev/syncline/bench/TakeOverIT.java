package dev.syncline.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An instance that is killed holds its partitions no longer than an outage that a user hardly notices. */
@Execution(ExecutionMode.CONCURRENT)
@LongHaul
class TakeOverIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void theOtherInstanceTakesOverFromOneThatIsKilled() {
        try (Bench bench = Bench.start("take-over");
                Admin admin = Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bench.backends().broker().bootstrapServers()))) {
            ServiceProcess staying = bench.newService();
            ServiceProcess killed = bench.newService();
            staying.start();
            killed.start();
            staying.awaitReady();
            killed.awaitReady();
            await("both have their share").atMost(Duration.ofSeconds(60)).until(() -> partitionsByMember(admin)
                    .equals(List.of(1, 1, 1, 1)));
            bench.load(4);
            bench.awaitProgress(1);

            killed.kill();
            long begun = System.nanoTime();
            await("the other has all").atMost(SOON).until(() -> partitionsByMember(admin)
                    .equals(List.of(2, 2)));
            System.out.printf("taken over after %d ms%n", (System.nanoTime() - begun) / 1_000_000);

            bench.awaitProgress(1);
            bench.quiet();
            bench.assertInvariants();
        }
    }

    private static List<Integer> partitionsByMember(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin
                .describeConsumerGroups(List.of("syncline"))
                .describedGroups()
                .get("syncline")
                .get(10, TimeUnit.SECONDS)
                .members()
                .stream()
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }
}
