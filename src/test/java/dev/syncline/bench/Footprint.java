package dev.syncline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a service's process takes, as Linux and the JDK's own tool tell it.
 *
 * @param heap bytes that outlive a collection
 */
record Footprint(long heap, int threads, int files) {

    static boolean canBeTaken() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    static Footprint of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        return new Footprint(liveHeap(pid), entries(process.resolve("task")), entries(process.resolve("fd")));
    }

    /** The histogram collects first; its last line has the sum. */
    private static long liveHeap(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String[] lines =
                    new String(process.getInputStream().readAllBytes()).strip().split("\n");
            return Long.parseLong(lines[lines.length - 1].strip().split("\\s+")[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
