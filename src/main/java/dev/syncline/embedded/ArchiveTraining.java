package dev.syncline.embedded;

import dev.syncline.devtoken.DevTokenKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the AOT cache (JEP 514) with which the packaged service starts in half the time, by a whole start: what a start
 * loads is not known before it has found its broker and its database.
 */
public final class ArchiveTraining {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration RETRY = Duration.ofMillis(200);

    private ArchiveTraining() {}

    /**
     * Run by {@code docker/Dockerfile} on the JDK that the image has, as a cache fits exactly one.
     *
     * @param arguments the package's jar, of the type {@code aot-jar}; the cache to write; options for the service's JVM
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> options = List.of(arguments).subList(2, arguments.length);
        try (EmbeddedBackends backends = EmbeddedBackends.startFresh(Files.createTempDirectory("training"))) {
            train(java, options, Path.of(arguments[0]), Path.of(arguments[1]), backends.config());
        }
    }

    /** Starts the service and stops it; it writes the cache as it ends. */
    public static void train(Path java, List<String> options, Path jar, Path cache, Map<String, String> backends)
            throws IOException, InterruptedException {
        Files.deleteIfExists(cache);
        int port = FreePort.find();
        Map<String, String> settings = new HashMap<>(backends);
        settings.putAll(DevTokenKeys.generate());
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(port));
        List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:AOTCacheOutput=" + cache));
        command.addAll(options);
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        Process service = new ProcessBuilder(command).inheritIO().start();
        try {
            awaitReady(service, URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
            service.destroy();
            service.waitFor();
        } finally {
            service.destroyForcibly();
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("the service ended without writing " + cache);
        }
    }

    private static void awaitReady(Process service, URI ready) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
        for (long begun = System.nanoTime(); System.nanoTime() - begun < START_LIMIT.toNanos(); ) {
            if (!service.isAlive()) {
                throw new IllegalStateException("the service ended with " + service.exitValue());
            }
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not there yet.
            }
            Thread.sleep(RETRY.toMillis());
        }
        throw new IllegalStateException("the service was not ready within " + START_LIMIT);
    }
}
