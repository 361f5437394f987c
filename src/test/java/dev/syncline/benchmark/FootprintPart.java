package dev.syncline.benchmark;

import dev.syncline.bench.ServiceProcess;
import dev.syncline.embedded.ArchiveTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How soon an instance is ready on tables that are there, and what it takes while nothing happens: on the JDK that
 * {@code benchmark.java} names, with the heap and collector that the deployment's memory limit brings. A JDK that has AOT
 * caches (JEP 514, from 25 on) is given one, trained as the image's is; that takes a package of the type {@code aot-jar}.
 */
final class FootprintPart {

    private static final long REST_NANOS = 10_000_000_000L;
    // The image's own options (see the Dockerfile), and what its shares of 1 GiB make.
    private static final List<String> DEPLOYED = List.of(
            "-Xms61m",
            "-Xmx614m",
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=4000",
            "-XX:Tier4CompileThreshold=60000");
    private static final int FIRST_WITH_CACHES = 25;

    private final Site site;
    private final Results results;

    FootprintPart(Site site, Results results) {
        this.site = site;
        this.results = results;
    }

    void run() throws IOException, InterruptedException {
        ServiceProcess.Runtime runtime = runtime();
        site.startService(runtime, Map.of());
        List<Double> starts = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int round = 0; round < Sizes.ROUNDS; round++) {
            site.stopService();
            long begun = System.nanoTime();
            site.startService(runtime, Map.of());
            starts.add(Nanos.seconds(begun));
            LockSupport.parkNanos(REST_NANOS);
            resident.add(residentMebibytes(site.service().pid()));
        }
        results.add("start", "ready after", "s", Results.median(starts), null, 0);
        results.add("memory", "resident, idle", "MiB", Results.median(resident), null, 0);
    }

    private ServiceProcess.Runtime runtime() throws IOException, InterruptedException {
        ServiceProcess.Runtime own = ServiceProcess.Runtime.with(DEPLOYED);
        String named = System.getProperty("benchmark.java");
        if (named == null) {
            return own;
        }
        Path java = Path.of(named);
        if (feature(java) < FIRST_WITH_CACHES) {
            return new ServiceProcess.Runtime(java, DEPLOYED, own.jar());
        }
        Path cache = Path.of("target", "benchmark", "syncline.aot").toAbsolutePath();
        ArchiveTraining.train(java, DEPLOYED, own.jar(), cache, site.addresses());
        List<String> options = Stream.concat(DEPLOYED.stream(), Stream.of("-XX:AOTCache=" + cache))
                .toList();
        return new ServiceProcess.Runtime(java, options, own.jar());
    }

    private static int feature(Path java) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java.toString(), "-XshowSettings:properties", "-version")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said.lines()
                .filter(line -> line.contains("java.specification.version = "))
                .map(line -> line.substring(line.indexOf('=') + 2).trim())
                .mapToInt(version -> version.startsWith("1.") ? 8 : Integer.parseInt(version))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(java + " is no JDK: " + said));
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
