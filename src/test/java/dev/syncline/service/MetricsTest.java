package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.embedded.RunningBackends;
import dev.syncline.metrics.Meter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The design's table of metrics, as Prometheus reads it after some traffic. */
@QuarkusTest
class MetricsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Name, kind and labels, as the design has them. */
    private static final List<String> DESIGN = List.of(
            "syncline_changes_received_total counter entity type",
            "syncline_changes_resolved_total counter entity outcome strategy",
            "syncline_changes_rejected_total counter code",
            "syncline_conflicts_total counter entity resolution",
            "syncline_batch_size histogram",
            "syncline_batch_seconds histogram phase",
            "syncline_sync_latency_seconds histogram",
            "syncline_queue_depth gauge",
            "syncline_queue_oldest_age_seconds gauge",
            "syncline_retries_total counter cause",
            "syncline_circuit_open gauge",
            "syncline_online gauge backend",
            "syncline_dead_letters_total counter cause",
            "syncline_dead_letters_pending gauge",
            "syncline_payload_bytes_total counter direction encoding",
            "syncline_clock_skew_seconds histogram",
            "syncline_stream_clients gauge",
            "syncline_feed_horizon_age_seconds gauge");

    /** Beyond the design. */
    private static final List<String> OWN = List.of("syncline_swept_rows_total counter kind");

    @Inject
    Database database;

    RunningBackends backends;

    private final String tenant = Api.newTenant();
    private final Api ann = Api.as(tenant, "ann");

    @Test
    void everyMetricOfTheDesignIsThereWithItsLabelsAndText() {
        trafficOfEveryKind();
        List<String> lines = Metrics.lines();
        for (String row : DESIGN) {
            String[] words = row.split(" ");
            String name = words[0];
            String family = family(name);
            assertTrue(lines.contains("# TYPE " + family + " " + words[1]), () -> "no TYPE of " + row);
            assertTrue(
                    lines.stream().anyMatch(line -> line.matches("# HELP " + family + " \\w.*")),
                    () -> "no HELP of " + row);
            Set<String> labels = new TreeSet<>(List.of(words).subList(2, words.length));
            Set<Set<String>> seen = samples(lines, words[1].equals("histogram") ? name + "_count" : name)
                    .map(MetricsTest::labels)
                    .collect(Collectors.toSet());
            assertEquals(Set.of(labels), seen, row);
        }
    }

    @Test
    void noMetricIsThereThatTheTableDoesNotHave() {
        trafficOfEveryKind();
        Set<String> families = Metrics.lines().stream()
                .filter(line -> line.startsWith("# TYPE syncline_"))
                .map(line -> line.split(" ")[2])
                // Micrometer shows the largest value beside each histogram.
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> declared = Stream.of(Meter.values())
                .map(meter -> (meter.prometheusName() + " " + meter.kind().label() + " "
                                + String.join(" ", meter.labels()))
                        .strip())
                .collect(Collectors.toSet());
        assertEquals(Stream.concat(DESIGN.stream(), OWN.stream()).collect(Collectors.toSet()), declared);
        // Those are there once something was swept.
        OWN.forEach(row -> families.remove(family(row.split(" ")[0])));
        assertEquals(
                DESIGN.stream().map(row -> family(row.split(" ")[0])).collect(Collectors.toCollection(TreeSet::new)),
                families);
    }

    /** As OpenMetrics has it: only the samples of a counter end with _total. */
    private static String family(String name) {
        return name.replaceFirst("_total$", "");
    }

    @Test
    void histogramsHaveTheDeclaredBucketsAndNoMore() {
        trafficOfEveryKind();
        List<String> lines = Metrics.lines();
        Stream.of(Meter.values())
                .filter(meter -> meter.kind() == Meter.Kind.HISTOGRAM)
                .forEach(meter -> {
                    Set<Double> bounds = samples(lines, meter.prometheusName() + "_bucket")
                            .map(line -> line.replaceFirst(".*le=\"([^\"]*)\".*", "$1"))
                            .filter(bound -> !bound.equals("+Inf"))
                            .map(Double::valueOf)
                            .collect(Collectors.toCollection(TreeSet::new));
                    Set<Double> declared = new TreeSet<>();
                    for (double bound : meter.buckets()) {
                        declared.add(bound);
                    }
                    assertEquals(declared, bounds, meter.prometheusName());
                });
    }

    @Test
    void aNameThatNobodyConfiguredBecomesNoLabel() {
        String entity = "made-up-" + UUID.randomUUID();
        String id = UUID.randomUUID().toString();
        OutboxTopic.send(List.of(OutboxTopic.message(
                "k",
                OutboxTopic.envelope(
                        tenant,
                        "{\"id\":\"" + id + "\",\"type\":\"CREATE\",\"entity\":\"" + entity
                                + "\",\"entityId\":\"e-1\",\"localVersion\":0,\"timestamp\":1,\"data\":{}}"))));
        await().atMost(SOON).until(() -> database.text("select code from ledger where tenant = ?", tenant) != null);
        assertEquals("unknown-entity", database.text("select code from ledger where tenant = ?", tenant));
        await().atMost(SOON)
                .until(() -> Metrics.value(
                                "syncline_changes_resolved_total{entity=\"unknown\",outcome=\"DEAD_LETTERED\",strategy=\"none\"}")
                        > 0);
        assertFalse(Api.text("/q/metrics").contains(entity));
    }

    @Test
    void aMethodThatNobodyServesBecomesNoLabel() {
        String method = "M" + UUID.randomUUID().toString().replace("-", "");
        ask(method, "/api/v1/status");
        await().atMost(SOON).until(() -> httpRequests().anyMatch(line -> line.contains("method=\"OTHER\"")));
        assertFalse(Api.text("/q/metrics").contains(method));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/records/message/, 405",
        "OPTIONS, /api/v1/records/message/, 200",
        "GET, /api/v1/records/message/, 401",
        "GET, /nothing-at/, 404",
    })
    void anAddressThatSomebodyMadeUpBecomesNoLabel(String method, String address, int status) {
        String id = UUID.randomUUID().toString();
        double before = answered(method, status);
        assertEquals(status, ask(method, address + id));
        await().atMost(SOON).until(() -> answered(method, status) > before);
        assertFalse(Api.text("/q/metrics").contains(id));
    }

    @Test
    void anAddressOfTheServiceIsALabelWithItsTemplate() {
        ann.push("phone", List.of(create("message", "m-1", Map.of("text", "a"))));
        ann.get("/api/v1/records/message/m-0");
        ann.get("/api/v1/records/message/m-0/revisions/1");
        for (String series : List.of(
                "method=\"POST\",outcome=\"SUCCESS\",status=\"202\",uri=\"/api/v1/changes\"",
                "method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"404\",uri=\"/api/v1/records/{entity}/{entityId}\"",
                "method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"404\","
                        + "uri=\"/api/v1/records/{entity}/{entityId}/revisions/{version}\"")) {
            await().atMost(SOON).until(() -> Metrics.value("http_server_requests_seconds_count{" + series + "}") > 0);
        }
    }

    private static int ask(String method, String path) {
        return Api.exchange(HttpRequest.newBuilder(Api.service().resolve(path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
    }

    private static double answered(String method, int status) {
        return httpRequests()
                .filter(line ->
                        line.contains("method=\"" + method + "\"") && line.contains("status=\"" + status + "\""))
                .mapToDouble(Metrics::valueOf)
                .sum();
    }

    private static Stream<String> httpRequests() {
        return samples(Metrics.lines(), "http_server_requests_seconds_count");
    }

    /** Of what no test brings about: else a first count would be no rise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "syncline_changes_received_total{entity=\"user\",type=\"DELETE\"}",
                "syncline_changes_resolved_total{entity=\"user\",outcome=\"SUPERSEDED\",strategy=\"last-write-wins\"}",
                "syncline_changes_resolved_total{entity=\"user\",outcome=\"DEAD_LETTERED\",strategy=\"none\"}",
                "syncline_changes_rejected_total{code=\"too-deep\"}",
                "syncline_changes_rejected_total{code=\"predecessor-rejected\"}",
                "syncline_conflicts_total{entity=\"user\",resolution=\"MERGED_WITH_LOSS\"}",
                "syncline_dead_letters_total{cause=\"crashed\"}",
                "syncline_dead_letters_total{cause=\"refused-by-store\"}",
            })
    void whatCanBeCountedIsThereFromTheStart(String series) {
        assertTrue(Metrics.lines().stream().anyMatch(line -> line.startsWith(series + " ")));
    }

    @Test
    void pendingDeadLettersAreThoseThatWaitForSomebody() {
        Api admin = Api.as(tenant, "root", "sync-admin");
        deadLetter("t-1");
        await().atMost(SOON).until(() -> Metrics.value("syncline_dead_letters_pending") == pending());
        double before = pending();
        assertTrue(before > 0);
        String id =
                admin.get("/api/v1/dead-letters").body().at("/deadLetters/0/id").asText();
        assertTrue(admin.delete("/api/v1/dead-letters/" + id).status() < 300);
        await().atMost(SOON).until(() -> pending() == before - 1);
        await().atMost(SOON).until(() -> Metrics.value("syncline_dead_letters_pending") == before - 1);
    }

    @Test
    void aWriterLeftOpenInAnotherDatabaseOfTheClusterAgesTheHorizon() throws SQLException {
        try (Connection other = backends.database().admin();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            ann.push("phone", List.of(create("message", "m-1", Map.of("text", "behind"))));
            await().atMost(SOON).until(() -> Metrics.value("syncline_feed_horizon_age_seconds") > 4);
            other.rollback();
        }
        await().atMost(SOON).until(() -> Metrics.value("syncline_feed_horizon_age_seconds") == 0);
    }

    private long pending() {
        return database.number("select count(*) from dead_letter where state = 'PENDING'");
    }

    private void trafficOfEveryKind() {
        String record = "m-" + UUID.randomUUID();
        ann.sync("phone", create("message", record, Map.of("text", "a")));
        ann.sync("phone", update("message", record, 1L, Map.of("text", "b")));
        ann.sync("laptop", update("message", record, 1L, Map.of("text", "c")));
        ann.push("phone", List.of(create("nothing", "n-1", Map.of())));
        deadLetter("t-" + UUID.randomUUID());
    }

    private void deadLetter(String id) {
        ann.sync("phone", create("task", id, Map.of("title", "fine")));
        ann.sync("phone", update("task", id, 1L, Map.of("title", "fine too")));
        String outcome = ann.sync("laptop", update("task", id, 1L, Map.of("title", "throw")))
                .get("outcome")
                .asText();
        assertEquals("DEAD_LETTERED", outcome);
    }

    private static Stream<String> samples(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"));
    }

    private static Set<String> labels(String line) {
        int begin = line.indexOf('{');
        if (begin < 0) {
            return Set.of();
        }
        return Stream.of(line.substring(begin + 1, line.lastIndexOf('}')).split("\",?"))
                .filter(part -> part.endsWith("="))
                .map(part -> part.substring(0, part.length() - 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
