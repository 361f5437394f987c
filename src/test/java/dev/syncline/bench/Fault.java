package dev.syncline.bench;

import dev.syncline.embedded.Database;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What the environment does to the service; each is over when it returns, but for what the service makes of it. */
enum Fault {
    KILL_SERVICE {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            ServiceProcess service = services.get(random.nextInt(services.size()));
            service.kill();
            service.start();
        }
    },
    RESTART_SERVICE {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            ServiceProcess service = services.get(random.nextInt(services.size()));
            System.out.println("stopped in " + service.stop());
            service.start();
        }
    },
    KILL_DATABASE {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            Database database = bench.backends().database();
            database.kill();
            last(random, 3_000);
            database.start();
        }
    },
    FREEZE_DATABASE {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            try (FrozenDatabase frozen = FrozenDatabase.of(bench.backends().database())) {
                last(random, 5_000);
            }
        }
    },
    STOP_BROKER {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            bench.backends().broker().stop();
            last(random, 4_000);
            bench.backends().broker().start();
        }
    },
    REBALANCE {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            new Guest(bench.backends().broker().bootstrapServers())
                    .visit(Duration.ofMillis(500 + random.nextInt(1_500)));
        }
    };

    abstract void strike(Bench bench, List<ServiceProcess> services, Random random);

    private static void last(Random random, int atMostMillis) {
        LockSupport.parkNanos(
                Duration.ofMillis(500 + random.nextInt(atMostMillis)).toNanos());
    }
}
