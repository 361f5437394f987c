package dev.syncline.bench;

import static org.awaitility.Awaitility.await;

import dev.syncline.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One instance of the packaged service as a child process, to be started, stopped, killed and started again. */
public final class ServiceProcess implements AutoCloseable {

    private static final Path PACKAGE = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final String name;
    private final Map<String, String> settings;
    private final Runtime runtime;
    private final Path log;
    private final int port;
    private Process process;

    /**
     * What runs it.
     *
     * @param jar the package's own
     */
    public record Runtime(Path java, List<String> options, Path jar) {

        // Starts fast and leaves the machine's few cores to the others.
        static final Runtime SPARING =
                new Runtime(thisJava(), List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), PACKAGE);

        /** This process's own JDK, with the package that the build made. */
        public static Runtime with(List<String> options) {
            return new Runtime(thisJava(), options, PACKAGE);
        }

        private static Path thisJava() {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
    }

    ServiceProcess(String name, Map<String, String> settings, Path folder) {
        this(name, settings, Runtime.SPARING, folder);
    }

    public ServiceProcess(String name, Map<String, String> settings, Runtime runtime, Path folder) {
        this.name = name;
        this.settings = settings;
        this.runtime = runtime;
        this.log = folder.resolve(name + ".log");
        this.port = FreePort.find();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void start() {
        start(new Sabotage[0]);
    }

    /** @param sabotage faults to bring in; with none, the service is what production gets */
    void start(Sabotage... sabotage) {
        if (isRunning()) {
            throw new IllegalStateException(name + " is running");
        }
        try {
            Files.createDirectories(log.getParent());
            process = new ProcessBuilder(command(sabotage))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it takes requests and says that it is ready. */
    public void awaitReady() {
        await(name + " is ready, see " + log)
                .atMost(START_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!isRunning()) {
                        throw new IllegalStateException(name + " ended with " + process.exitValue() + ", see " + log);
                    }
                    return isReady();
                });
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(END_LIMIT);
    }

    /** SIGTERM; returns how long the process took to end, by itself or else by force. */
    public Duration stop() {
        long begun = System.nanoTime();
        process.destroy();
        awaitEnd(END_LIMIT);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits for a process that ends by itself, and returns its exit code. */
    int awaitEnd(Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return process.exitValue();
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException(name + " did not end within " + limit + ", see " + log);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (isRunning()) {
            kill();
        }
    }

    private List<String> command(Sabotage... sabotage) {
        List<String> command = new ArrayList<>();
        command.add(runtime.java().toString());
        command.addAll(runtime.options());
        Stream.of(sabotage).map(Sabotage::argument).forEach(command::add);
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + port);
        command.add("-jar");
        command.add(runtime.jar().toString());
        return command;
    }

    private boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(address().resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
