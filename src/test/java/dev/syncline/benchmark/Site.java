package dev.syncline.benchmark;

import static org.awaitility.Awaitility.await;

import dev.syncline.bench.ServiceProcess;
import dev.syncline.bench.Signer;
import dev.syncline.embedded.EmbeddedBackends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Broker and database, embedded or at given addresses, and the service on them. */
final class Site implements AutoCloseable {

    static final String OUTBOX = "syncline.outbox";
    static final String ACKS = "syncline.acks";
    static final String GROUP = "syncline";

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    // A logger that nobody holds on to forgets its level.
    private static final List<Logger> LOUD = List.of(
            Logger.getLogger("kafka"),
            Logger.getLogger("org.apache.kafka"),
            Logger.getLogger("state.change.logger"),
            Logger.getLogger("io.zonky.test"));

    private final Path folder = Path.of("target", "benchmark");
    private final Signer signer = new Signer();
    private final EmbeddedBackends embedded;
    private final Map<String, String> addresses;
    private final Admin admin;
    private ServiceProcess service;

    Site() {
        LOUD.forEach(logger -> logger.setLevel(Level.OFF));
        String kafka = System.getProperty("benchmark.kafka");
        if (kafka == null) {
            embedded = EmbeddedBackends.startFresh(folder.resolve("backends"));
            addresses = embedded.config();
        } else {
            embedded = null;
            addresses = Map.of(
                    "kafka.bootstrap.servers",
                    kafka,
                    "quarkus.datasource.jdbc.url",
                    System.getProperty("benchmark.database"),
                    "quarkus.datasource.username",
                    System.getProperty("benchmark.user"),
                    "quarkus.datasource.password",
                    System.getProperty("benchmark.password"));
        }
        admin = Admin.create(Map.of("bootstrap.servers", kafka()));
    }

    String kafka() {
        return addresses.get("kafka.bootstrap.servers");
    }

    /** The settings that lead to broker and database. */
    Map<String, String> addresses() {
        return addresses;
    }

    /** A connection as those have it that read for the service: the same durability, the same way to plan. */
    Connection connect() throws SQLException {
        return connect("force_custom_plan");
    }

    /** The same as the engine has it, which plans its statements once. */
    Connection connectToApply() throws SQLException {
        return connect("force_generic_plan%20-c%20enable_seqscan=off");
    }

    private Connection connect(String planning) throws SQLException {
        String url = addresses.get("quarkus.datasource.jdbc.url");
        return DriverManager.getConnection(
                url + (url.contains("?") ? "&" : "?") + "options=-c%20jit=off%20-c%20random_page_cost=1.1"
                        + "%20-c%20plan_cache_mode=" + planning,
                addresses.get("quarkus.datasource.username"),
                addresses.get("quarkus.datasource.password"));
    }

    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts the service anew, with settings of its own. */
    void startService(List<String> jvm, Map<String, String> own) {
        startService(ServiceProcess.Runtime.with(jvm), own);
    }

    void startService(ServiceProcess.Runtime runtime, Map<String, String> own) {
        stopService();
        Map<String, String> settings = new HashMap<>(addresses);
        settings.put("quarkus.oidc.public-key", signer.publicKey());
        settings.put("quarkus.log.console.json.enabled", "false");
        settings.put("quarkus.log.category.\"org.apache.kafka\".level", "WARN");
        settings.put("syncline.outbox.partitions", Integer.toString(Sizes.PARTITIONS));
        settings.put("syncline.limits.unprocessed-per-tenant", "1000000000");
        settings.putAll(own);
        service = new ServiceProcess("service", settings, runtime, folder);
        service.start();
        service.awaitReady();
    }

    ServiceProcess service() {
        return service;
    }

    void stopService() {
        if (service != null && service.isRunning()) {
            service.stop();
        }
    }

    String token(String subject) {
        return signer.token(Workload.TENANT, subject, Duration.ofHours(12), "sync", "sync-admin", "sync-operator");
    }

    void pauseEngine() {
        order("/api/v1/engine/pause");
    }

    void resumeEngine() {
        order("/api/v1/engine/resume");
    }

    private void order(String path) {
        try {
            new HttpCall(address(path), token("operator")).post(new byte[0], 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address(String path) {
        return service.address().resolve(path);
    }

    void createTopic(String name) {
        get(() -> admin.createTopics(List.of(new NewTopic(name, Sizes.PARTITIONS, (short) -1)))
                .all()
                .get());
    }

    Map<TopicPartition, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> wanted =
                new TreeMap<>(java.util.Comparator.comparing(TopicPartition::partition));
        get(() -> admin.describeTopics(List.of(topic)).allTopicNames().get())
                .get(topic)
                .partitions()
                .forEach(
                        partition -> wanted.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(() -> admin.listOffsets(wanted).all().get()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Waits until the service has committed the offsets of all that is in the outbox. */
    void awaitDrained() {
        Map<TopicPartition, Long> ends = ends(OUTBOX);
        await("the outbox is drained, see " + folder)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    Map<TopicPartition, Long> committed = new HashMap<>();
                    get(() -> admin.listConsumerGroupOffsets(GROUP)
                                    .partitionsToOffsetAndMetadata()
                                    .get())
                            .forEach((partition, offset) -> committed.put(partition, offset.offset()));
                    return ends.entrySet().stream()
                            .allMatch(end ->
                                    end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
                });
    }

    /** What the service's process has computed so far. */
    Duration serviceCpu() {
        return cpu(ProcessHandle.of(service.pid()).stream());
    }

    /** What the database's connections have computed so far; of another machine's nothing is known. */
    Duration databaseCpu() {
        return embedded == null
                ? Duration.ZERO
                : cpu(ProcessHandle.of(embedded.database().pid()).stream().flatMap(ProcessHandle::children));
    }

    private static Duration cpu(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private interface Asked<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> T get(Asked<T> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopService();
        admin.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
