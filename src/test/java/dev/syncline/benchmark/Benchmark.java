package dev.syncline.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * All parts, one after the other: {@code ./mvnw verify -Pbenchmark}. No part of other builds, and nothing is asserted:
 * figures of one machine say little about another's, so what counts is the ratio to what was measured beside it.
 */
public class Benchmark {

    private static final List<String> JVM = List.of(
            System.getProperty("benchmark.jvm", "-Xmx1g -XX:+UseParallelGC").split(" "));

    @Test
    void measure() throws IOException, InterruptedException, SQLException {
        main();
    }

    public static void main(String... arguments) throws IOException, InterruptedException, SQLException {
        Results results = new Results();
        try (Site site = new Site()) {
            Workload workload = new Workload(Sizes.KEYS);
            if (Sizes.asksFor("drain")) {
                new DrainPart(site, workload, results, JVM).run();
            } else {
                found(site, workload);
            }
            if (Sizes.asksFor("ingress")) {
                new IngressPart(site, workload, results, JVM).run();
            }
            if (Sizes.asksFor("latency")) {
                new LatencyPart(site, workload, results, JVM).run();
            }
            if (Sizes.asksFor("feed")) {
                new FeedPart(site, workload, results, JVM).run();
            }
            if (Sizes.asksFor("streams")) {
                new StreamsPart(site, results, JVM).run();
            }
            if (Sizes.asksFor("growth")) {
                new GrowthPart(site, workload, results).run();
            }
            if (Sizes.asksFor("start")) {
                new FootprintPart(site, results).run();
            }
        }
        if (Sizes.asksFor("pure")) {
            new PurePart(results).run();
        }
        results.print();
    }

    /** Makes the records that the changes are about, where no part does it. */
    private static void found(Site site, Workload workload) {
        site.startService(JVM, Map.of());
        try (Producing outbox = new Producing(site)) {
            outbox.produce(workload.keys(), workload::founding);
        }
        site.awaitDrained();
        site.execute("analyze");
    }
}
