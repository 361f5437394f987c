package dev.syncline.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All parts, one after the other: {@code ./mvnw verify -Pbenchmark}. No part of other builds, and nothing is asserted:
 * figures of one machine say little about another's, so what counts is the ratio to what was measured beside it.
 */
public class Benchmark {

    private static final List<String> JVM = List.of(
            System.getProperty("benchmark.jvm", "-Xmx1g -XX:+UseParallelGC").split(" "));

    @Test
    void measure() throws IOException, SQLException {
        main();
    }

    public static void main(String... arguments) throws IOException, SQLException {
        Results results = new Results();
        try (Site site = new Site()) {
            Workload workload = new Workload(Sizes.KEYS);
            if (Sizes.asksFor("drain")) {
                new DrainPart(site, workload, results, JVM).run();
            }
        }
        results.print();
    }
}
