package dev.syncline.benchmark;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured; every size is a system property of the same name behind {@code benchmark.}. Of ingress, latency and
 * feed there are three rounds at most.
 */
final class Sizes {

    static final int KEYS = size("keys", 100_000);
    static final int PARTITIONS = 4;
    static final int ROUNDS = size("rounds", 5);
    static final int WARM_UP = size("warm-up", 600_000);
    static final int DRAIN = size("drain", 30_000);
    static final int PER_RECORD = size("per-record", 1_000);
    static final int PUSHES = size("pushes", 100_000);
    static final int RATE = size("rate", 1_000);
    static final Duration STEADY = Duration.ofSeconds(size("steady-seconds", 10));
    static final int STREAMS = size("streams", 500);
    static final int GROWN_RECORDS = size("grown-records", 0);
    static final int BACKLOG = size("backlog", 0);

    private Sizes() {}

    private static int size(String name, int normally) {
        return Integer.getInteger("benchmark." + name, normally);
    }

    /** The parts to run, all unless {@code benchmark.parts} names some. */
    static boolean asksFor(String part) {
        String parts = System.getProperty("benchmark.parts", "");
        return parts.isEmpty() || List.of(parts.split(",")).contains(part);
    }

    /** The mixes to drain, all unless {@code benchmark.mixes} names some. */
    static boolean asksForMix(Mix mix) {
        String mixes = System.getProperty("benchmark.mixes", "");
        return mixes.isEmpty() || List.of(mixes.split(",")).contains(mix.name());
    }
}
