package dev.syncline.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How soon an instance is ready on tables that are there, and what it takes while nothing happens. */
final class FootprintPart {

    private static final long REST_NANOS = 10_000_000_000L;

    private final Site site;
    private final Results results;
    private final List<String> jvm;

    FootprintPart(Site site, Results results, List<String> jvm) {
        this.site = site;
        this.results = results;
        this.jvm = jvm;
    }

    void run() throws IOException {
        site.startService(jvm, Map.of());
        List<Double> starts = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int round = 0; round < Math.min(3, Sizes.ROUNDS); round++) {
            site.stopService();
            long begun = System.nanoTime();
            site.startService(jvm, Map.of());
            starts.add(DrainPart.seconds(begun));
            LockSupport.parkNanos(REST_NANOS);
            resident.add(residentMebibytes(site.service().pid()));
        }
        results.add("start", "ready after", "s", Results.median(starts), null, 0);
        results.add("memory", "resident, idle", "MiB", Results.median(resident), null, 0);
    }

    static double residentMebibytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IllegalStateException("no VmRSS");
    }
}
