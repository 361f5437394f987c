package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Json;
import dev.syncline.deploy.Program;
import dev.syncline.embedded.FreePort;
import dev.syncline.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Prometheus as a child process on this machine only, that scrapes instances each second. */
final class Prometheus implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI address;
    private final Process process;

    private Prometheus(URI address, Process process) {
        this.address = address;
        this.process = process;
    }

    static Prometheus start(Program program, Path folder, String rules, List<ServiceProcess> services) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("rules.yaml"), rules);
            Files.writeString(folder.resolve("prometheus.yaml"), config(services));
            String listen = "127.0.0.1:" + FreePort.find();
            Process process = new ProcessBuilder(
                            program.path().toString(),
                            "--config.file=prometheus.yaml",
                            "--storage.tsdb.path=data",
                            "--web.listen-address=" + listen)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            Prometheus prometheus = new Prometheus(URI.create("http://" + listen), process);
            await("Prometheus is ready, see " + folder).atMost(START_LIMIT).until(prometheus::isReady);
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String config(List<ServiceProcess> services) {
        String targets = services.stream()
                .map(service -> "'" + service.address().getAuthority() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        return """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files:
                  - rules.yaml
                scrape_configs:
                  - job_name: syncline
                    metrics_path: /q/metrics
                    static_configs:
                      - targets: %s
                """.formatted(targets);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus ended with " + process.exitValue());
        }
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The series that an expression has now; one that Prometheus does not take fails. */
    List<Object> query(String expression) {
        try {
            HttpResponse<byte[]> response =
                    get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            assertEquals(200, response.statusCode(), () -> expression + "\n" + new String(response.body()));
            Map<String, Object> answer = Json.object(JsonReader.stored().read(response.body()));
            return Json.array(Json.object(answer.get("data")).get("result"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<byte[]> get(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                    .timeout(PATIENCE)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
