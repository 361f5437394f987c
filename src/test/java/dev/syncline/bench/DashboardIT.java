package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.syncline.deploy.Dashboard;
import dev.syncline.deploy.Program;
import dev.syncline.deploy.Rules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A real Prometheus scrapes the packaged service at work: whatever the dashboard and the alerts ask is answered with data. */
@Execution(ExecutionMode.CONCURRENT)
@LongHaul
class DashboardIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String RATE_INTERVAL = "30s";

    @Test
    void everyQueryAndEveryAlertsExpressionHasData() {
        Program program = Program.required("prometheus", "apt-get install prometheus", "prometheus.required");
        Rules rules = new Rules();
        try (Bench bench = Bench.start("dashboard")) {
            // Something to forget, soon.
            ServiceProcess service = bench.newService(
                    Map.of("syncline.retention.revisions", "1s", "syncline.retention.sweep-every", "1s"));
            service.start();
            service.awaitReady();
            try (Prometheus prometheus =
                    Prometheus.start(program, bench.folder().resolve("prometheus"), rules.text(), List.of(service))) {
                bench.load(3);
                deadLetter(bench);
                for (Dashboard.Query query : new Dashboard().queries()) {
                    String expression = query.sent(RATE_INTERVAL);
                    await(query.panel() + " shows something: " + expression)
                            .atMost(PATIENCE)
                            .pollInterval(Duration.ofSeconds(1))
                            .until(() -> {
                                refused(bench, service);
                                return !prometheus.query(expression).isEmpty();
                            });
                }
                rules.records().forEach((name, expression) -> {
                    assertFalse(prometheus.query(expression).isEmpty(), expression);
                    assertFalse(prometheus.query(name).isEmpty(), name);
                });
                rules.alertExpressions().forEach((name, expression) -> {
                    prometheus.query(expression);
                    // What is compared has data, whether or not it is so bad that the alert fires.
                    if (name.equals("SynclineDown")) {
                        assertEquals(
                                1,
                                prometheus.query("absent(nothing_of_this_name)").size());
                    } else {
                        String compared = expression.replaceAll(" (==|>=|<=|>|<) ", " $1 bool ");
                        // A slope needs a second sample of what a rule records.
                        await(compared)
                                .atMost(PATIENCE)
                                .until(() -> !prometheus.query(compared).isEmpty());
                    }
                });
                bench.quiet();
            }
        }
    }

    /** A counter shows a rate from its second sample on, so this goes on happening. */
    private static void refused(Bench bench, ServiceProcess service) {
        Map<String, Object> change = new HashMap<>();
        change.put("id", UUID.randomUUID().toString());
        change.put("type", "CREATE");
        change.put("entity", "nothing-of-this-name");
        change.put("entityId", "n-1");
        change.put("data", Map.of());
        change.put("localVersion", 0L);
        change.put("timestamp", 1L);
        bench.wire(Bench.TENANT, "carol", "sync")
                .post(
                        service.address(),
                        "/api/v1/changes",
                        Map.of("clientId", "carol", "changes", List.of(change)),
                        false,
                        null);
    }

    /** A message that nobody can read. */
    private static void deadLetter(Bench bench) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bench.backends().broker().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    "syncline.outbox",
                    "key".getBytes(StandardCharsets.UTF_8),
                    "no change".getBytes(StandardCharsets.UTF_8)));
        }
    }
}
