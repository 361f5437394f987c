package dev.syncline.bench;

import dev.syncline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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
            EmbeddedDatabase database = bench.backends().database();
            database.kill();
            last(random, 3_000);
            database.start();
        }
    },
    FREEZE_DATABASE {
        @Override
        void strike(Bench bench, List<ServiceProcess> services, Random random) {
            List<ProcessHandle> processes = processes(bench.backends().database());
            signal("-STOP", processes);
            last(random, 5_000);
            signal("-CONT", processes);
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

    private static List<ProcessHandle> processes(EmbeddedDatabase database) {
        ProcessHandle postmaster = ProcessHandle.of(database.pid()).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.children()).toList();
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // One that ended meanwhile makes kill complain; the others hear it all the same.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
