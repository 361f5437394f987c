package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.patch;
import static dev.syncline.service.Changes.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.syncline.analytics.SummingUp;
import dev.syncline.store.Summaries;
import dev.syncline.summary.LatenciesTest;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a window adds up to, against what the clients were told and the tables hold. */
@QuarkusTest
class AnalyticsTest {

    private static final String ANALYTICS = "/api/v1/analytics";
    private static final List<String> PARTS =
            List.of("outcomes", "conflicts", "latency", "busiestRecords", "skewedClocks", "failures");

    @Inject
    SummingUp summingUp;

    @Inject
    Summaries summaries;

    @Inject
    Database database;

    @Inject
    AgroalDataSource connections;

    private final String tenant = Api.newTenant();
    private final Api ann = Api.as(tenant, "ann");
    private final Api bob = Api.as(tenant, "bob");
    private final Api admin = Api.as(tenant, "root", "sync-admin");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRandomHistoryIsCountedExactly(long seed) {
        Expected expected = new History(seed).push();
        expected.check(admin.get(ANALYTICS).body(), "live");

        spread("(abs(hashtext(change_id::text)) % 1200 + 10)");
        assertFalse(admin.get(ANALYTICS + "?window=1d").body().get("complete").asBoolean());
        sumUp();

        expected.check(admin.get(ANALYTICS + "?window=1d").body(), "by minute");
        expected.check(admin.get(ANALYTICS + "?window=2d").body(), "by hour");
        expected.check(admin.get(ANALYTICS + "?window=31d").body(), "a month");
    }

    @Test
    void whatIsSummedUpStaysWhereTheLedgerIsSwept() {
        new History(4).push();
        spread("(abs(hashtext(change_id::text)) % 300 + 10)");
        sumUp();
        JsonNode before = parts("1d");
        JsonNode hours = parts("2d");

        database.update("delete from ledger where tenant = ?", tenant);
        database.update("delete from conflict where tenant = ?", tenant);

        assertTrue(before.at("/outcomes/0/count").asLong() > 0);
        assertEquals(before, parts("1d"));
        assertEquals(hours, parts("2d"));
    }

    @Test
    void anotherRunChangesNothing() {
        new History(5).push();
        spread("(abs(hashtext(change_id::text)) % 300 + 10)");
        sumUp();
        String rows = storedRows();

        sumUp();

        assertEquals(rows, storedRows());
    }

    @Test
    void instancesThatSumUpAtOnceCountOnce() throws Exception {
        Expected expected = new History(6).push();
        spread("(abs(hashtext(change_id::text)) % 300 + 10)");
        Instant until = Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.MINUTES);
        Instant from = until.minus(Duration.ofDays(31)).truncatedTo(ChronoUnit.HOURS);
        Callable<Void> instance = () -> {
            Summaries.Step step = Summaries.Step.MORE;
            while (step != Summaries.Step.DONE) {
                step = summaries.sumUp(tenant, from, until, 3);
            }
            return null;
        };
        ExecutorService instances = Executors.newFixedThreadPool(3);
        try {
            for (Future<Void> done : instances.invokeAll(List.of(instance, instance, instance))) {
                done.get();
            }
        } finally {
            instances.shutdownNow();
        }
        expected.check(admin.get(ANALYTICS + "?window=1d").body(), "by minute");
        expected.check(admin.get(ANALYTICS + "?window=2d").body(), "by hour");
    }

    @Test
    void whileAnotherInstanceIsAtItNothingIsSummedUp() throws Exception {
        new History(7).push();
        spread("20");
        try (Connection other = connections.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            ResultSet locked = statement.executeQuery("select pg_try_advisory_xact_lock(x'616e616c79746963'::bigint)");
            locked.next();
            assertTrue(locked.getBoolean(1));

            assertFalse(summingUp.sumUp());
            assertEquals(0, database.number("select count(*) from analytics_minute where tenant = ?", tenant));

            other.rollback();
            other.setAutoCommit(true);
        }
        sumUp();
        assertEquals(1, database.number("select count(*) from analytics_minute where tenant = ?", tenant));
    }

    @Test
    void aMinuteThatMayStillGetOutcomesIsNotSummedUp() {
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));
        sumUp();
        assertEquals(0, database.number("select count(*) from analytics_minute where tenant = ?", tenant));
        assertEquals(1, admin.get(ANALYTICS).body().at("/rates/changes").asLong());
        spread("4");
        sumUp();
        assertEquals(1, database.number("select count(*) from analytics_minute where tenant = ?", tenant));
        assertEquals(1, admin.get(ANALYTICS).body().at("/rates/changes").asLong());
    }

    @Test
    void aRedrivenChangeCountsWithEachOutcomeOnceTheFirstIsSummedUp() {
        ann.sync("phone", create("task", "t-1", Map.of("title", "a")));
        ann.sync("phone", patch("task", "t-1", 1L, Map.of("title", "ab")));
        JsonNode failed = bob.sync("laptop", patch("task", "t-1", 1L, Map.of("title", "throw")));
        assertEquals("DEAD_LETTERED", failed.get("outcome").asText());
        String change = "/api/v1/changes/" + failed.get("changeId").asText();
        spread("10");
        sumUp();
        String letter =
                admin.get("/api/v1/dead-letters").body().at("/deadLetters/0/id").asText();
        Api.Answer sent =
                admin.post("/api/v1/dead-letters/" + letter + "/redrive", Map.of("patch", Map.of("title", "abc")));
        assertEquals(202, sent.status(), sent.body().toString());
        String redriven = Awaitility.await()
                .until(() -> bob.get(change).body().path("outcome").asText(), told -> !told.equals("DEAD_LETTERED"));

        JsonNode answer = admin.get(ANALYTICS).body();

        Map<String, Long> outcomes = new TreeMap<>(Map.of("task APPLIED", 2L, "task DEAD_LETTERED", 1L));
        outcomes.merge("task " + redriven, 1L, Long::sum);
        assertEquals(outcomes, counts(answer.get("outcomes"), "entity", "outcome"));
        assertEquals(Map.of("DEAD_LETTERED resolver-failed", 1L), counts(answer.get("failures"), "outcome", "code"));
    }

    @Test
    void atMost50FieldsAreNamedAndTheOthersCounted() {
        Map<String, Object> base = new LinkedHashMap<>();
        Map<String, Object> first = new LinkedHashMap<>();
        Map<String, Object> second = new LinkedHashMap<>();
        for (int field = 0; field < 60; field++) {
            base.put("f" + field, 0);
            first.put("f" + field, 1);
            second.put("f" + field, 2);
        }
        String tooLong = "x".repeat(600);
        base.put(tooLong, 0);
        first.put(tooLong, 1);
        second.put(tooLong, 2);
        ann.sync("phone", create("message", "m-1", base));
        ann.sync("phone", patch("message", "m-1", 1L, first));
        bob.sync("laptop", patch("message", "m-1", 1L, second));

        JsonNode live = admin.get(ANALYTICS).body().get("conflicts").get(0);
        spread("10");
        sumUp();

        assertEquals(50, live.get("fields").size());
        assertEquals(11, live.get("otherFields").asLong());
        assertEquals(live, admin.get(ANALYTICS).body().get("conflicts").get(0));
    }

    @Test
    void aRecordThatTheCallerMayNotReadIsNotNamed() {
        ann.sync("phone", create("message", TestAccess.WRITE_ONLY, Map.of("text", "secret")));
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));
        JsonNode answer = admin.get(ANALYTICS).body();
        assertEquals(2, answer.at("/rates/changes").asLong());
        assertEquals(List.of("m-1"), answer.get("busiestRecords").findValuesAsText("entityId"));
    }

    @Test
    void tenantsDoNotSeeEachOther() {
        new History(8).push();
        Api stranger = Api.as(Api.newTenant(), "root", "sync-admin");
        assertNothing(stranger.get(ANALYTICS).body());
        spread("(abs(hashtext(change_id::text)) % 300 + 10)");
        sumUp();
        assertNothing(stranger.get(ANALYTICS + "?window=1d").body());
        assertNothing(stranger.get(ANALYTICS + "?window=2d").body());
    }

    private static void assertNothing(JsonNode answer) {
        assertEquals(0, answer.at("/rates/changes").asLong());
        assertEquals(0, answer.at("/rates/perSecond").asDouble());
        for (String list : List.of("outcomes", "conflicts", "busiestRecords", "skewedClocks", "failures")) {
            assertEquals(0, answer.get(list).size(), list);
        }
        assertEquals(0, answer.at("/latency/count").asLong());
        assertTrue(answer.at("/latency/p50").isNull());
        assertTrue(answer.get("complete").asBoolean());
    }

    @Test
    void oldSumsAreSweptAndNewOnesStay() {
        database.update(
                "insert into analytics_minute select ?, date_trunc('minute', now() - make_interval(days => 35, mins => i)),"
                        + " '{}' from generate_series(1, 1500) i",
                tenant);
        database.update(
                "insert into analytics_hour select ?, date_trunc('hour', now() - make_interval(days => 35, hours => i)),"
                        + " '{}' from generate_series(1, 10) i",
                tenant);
        database.update("insert into analytics_minute values (?, now() - interval '30 days', '{}')", tenant);
        database.update("insert into analytics_hour values (?, now() - interval '30 days', '{}')", tenant);

        summingUp.sweep();

        assertEquals(1, database.number("select count(*) from analytics_minute where tenant = ?", tenant));
        assertEquals(1, database.number("select count(*) from analytics_hour where tenant = ?", tenant));
    }

    @Test
    void onlyAnAdministratorMayAsk() {
        assertEquals(403, ann.get(ANALYTICS).status());
        assertEquals(403, Api.as(tenant, "op", "sync-operator").get(ANALYTICS).status());
        assertEquals(200, admin.get(ANALYTICS).status());
    }

    @ParameterizedTest
    @CsvSource({
        "60s, 60",
        "1m, 60",
        "PT90M, 5400",
        "90m, 5400",
        "24h, 86400",
        "P1D, 86400",
        "25h, 90000",
        "31d, 2678400"
    })
    void theWindowIsAtLeastAsLongAsAskedFor(String window, long seconds) {
        JsonNode answer = admin.get(ANALYTICS + "?window=" + window).body();
        long length = answer.get("end").asLong() - answer.get("start").asLong();
        long unit = seconds > 86_400 ? 3_600_000 : 60_000;
        assertTrue(length >= seconds * 1000 && length < seconds * 1000 + unit, answer::toString);
        assertEquals(0, answer.get("start").asLong() % unit);
        assertTrue(answer.at("/rates/series").size() <= 120);
        assertEquals(System.currentTimeMillis(), answer.get("end").asLong(), 60_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "59s",
                "0m",
                "32d",
                "745h",
                "-1h",
                "-PT1H",
                "1.5h",
                "1w",
                "1h1m",
                "abc",
                "P1M",
                "P32D",
                "PT59S",
                "9999999999d",
                "PT9999999999999999999H",
                "1H%20",
                "%00"
            })
    void aBadWindowGivesAProblem(String window) {
        Api.Answer answer = admin.get(ANALYTICS + "?window=" + window);
        assertEquals(400, answer.status(), answer.body().toString());
        assertEquals("invalid-parameter", answer.body().get("code").asText());
    }

    private void sumUp() {
        while (!summingUp.sumUp()) {
            Thread.onSpinWait();
        }
    }

    /** Moves what happened to so many minutes ago; the expression may use the ledger's columns. */
    private void spread(String minutes) {
        database.update(
                "update ledger set resolved_at = resolved_at - make_interval(mins => " + minutes + "), received_at ="
                        + " received_at - make_interval(mins => " + minutes + ") where tenant = ?",
                tenant);
        database.update(
                "update conflict set created_at = ledger.resolved_at from ledger where ledger.tenant = ?"
                        + " and conflict.tenant = ledger.tenant and ledger.conflict_id = conflict.id",
                tenant);
    }

    private JsonNode parts(String window) {
        ObjectNode answer =
                (ObjectNode) admin.get(ANALYTICS + "?window=" + window).body();
        return answer.retain(PARTS);
    }

    private String storedRows() {
        return database.text(
                        "select string_agg(xmin || ' ' || minute || ' ' || summary, ';' order by minute) from analytics_minute"
                                + " where tenant = ?",
                        tenant)
                + database.text(
                        "select string_agg(xmin || ' ' || hour || ' ' || summary, ';' order by hour) from analytics_hour"
                                + " where tenant = ?",
                        tenant);
    }

    private static Map<String, Long> counts(JsonNode list, String outer, String inner) {
        Map<String, Long> counts = new TreeMap<>();
        list.forEach(item -> counts.put(
                item.get(outer).asText() + " " + item.get(inner).asText(),
                item.get("count").asLong()));
        return counts;
    }

    /** Devices that write the same few records, often on old versions. */
    private final class History {

        private static final List<String> ENTITIES = List.of("message", "channel", "user", "task");

        private final Random random;
        private final Map<String, Long> versions = new HashMap<>();
        private final List<JsonNode> acks = new ArrayList<>();

        History(long seed) {
            random = new Random(seed);
        }

        Expected push() {
            for (int round = 0; round < 12; round++) {
                boolean anns = random.nextBoolean();
                String client = anns ? "phone" : "laptop-" + random.nextInt(2);
                List<Map<String, Object>> changes = Stream.generate(this::change)
                        .limit(1 + random.nextInt(12))
                        .toList();
                Map<String, Object> body = new HashMap<>(Api.pushBody(client, changes));
                // One clock is an hour behind, one a little off, the other right.
                long skew = client.equals("phone") ? -3_600_000 : client.equals("laptop-1") ? 20_000 : 0;
                body.put("sentAt", System.currentTimeMillis() + skew);
                Api.Answer answer = (anns ? ann : bob).post("/api/v1/changes", body, "Prefer", "wait=30");
                assertEquals(200, answer.status(), answer.body().toString());
                answer.body().get("acks").forEach(this::take);
            }
            return new Expected(acks);
        }

        private void take(JsonNode ack) {
            acks.add(ack);
            versions.put(
                    ack.get("entity").asText() + ack.get("entityId").asText(),
                    ack.get("version").asLong());
        }

        private Map<String, Object> change() {
            String entity = ENTITIES.get(random.nextInt(ENTITIES.size()));
            String id = "r-" + random.nextInt(4);
            long version = versions.getOrDefault(entity + id, 0L);
            long base = random.nextInt(3) == 0 ? Math.max(0, version - 1) : version;
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("title", random.nextInt(8) == 0 ? "throw" : "title " + random.nextInt(9));
            content.put("a", random.nextInt(9));
            content.put("b.c", Map.of("d", random.nextInt(9), "\"", random.nextInt(9)));
            Map<String, Object> change =
                    switch (random.nextInt(10)) {
                        case 0 -> delete(entity, id, base);
                        case 1, 2, 3 -> create(entity, id, content);
                        default -> patch(entity, id, base, content);
                    };
            long timestamp = System.currentTimeMillis() + random.nextInt(4_000) - 2_000;
            return with(change, "timestamp", timestamp);
        }
    }

    /** What the clients were told, counted. */
    private final class Expected {

        private final Map<String, Long> outcomes = new TreeMap<>();
        private final Map<String, Long> failures = new TreeMap<>();
        private final Map<String, Long> records = new TreeMap<>();
        private final Map<String, Long> conflicts = new TreeMap<>();
        private final Map<String, Long> fields = new TreeMap<>();
        private final long changes;

        Expected(List<JsonNode> acks) {
            changes = acks.size();
            for (JsonNode ack : acks) {
                String entity = ack.get("entity").asText();
                String outcome = ack.get("outcome").asText();
                outcomes.merge(entity + " " + outcome, 1L, Long::sum);
                records.merge(entity + " " + ack.get("entityId").asText(), 1L, Long::sum);
                if (ack.has("code")) {
                    failures.merge(outcome + " " + ack.get("code").asText(), 1L, Long::sum);
                }
                if (ack.has("conflictId")) {
                    JsonNode conflict = admin.get(
                                    "/api/v1/conflicts/" + ack.get("conflictId").asText())
                            .body();
                    conflicts.merge(entity + " " + conflict.get("resolution").asText(), 1L, Long::sum);
                    Stream.of(conflict.get("lost"))
                            .flatMap(lost -> lost.findValues("path").stream())
                            .map(JsonNode::toString)
                            .distinct()
                            .forEach(path -> fields.merge(entity + " " + path, 1L, Long::sum));
                }
            }
        }

        void check(JsonNode answer, String how) {
            assertTrue(answer.get("complete").asBoolean(), how);
            assertEquals(changes, answer.at("/rates/changes").asLong(), how);
            double seconds = (answer.get("end").asLong() - answer.get("start").asLong()) / 1000.0;
            assertEquals(changes / seconds, answer.at("/rates/perSecond").asDouble(), 1e-9);
            assertEquals(outcomes, counts(answer.get("outcomes"), "entity", "outcome"), how);
            assertEquals(failures, counts(answer.get("failures"), "outcome", "code"), how);
            checkConflicts(answer.get("conflicts"), how);
            checkSeries(answer);
            checkBusiest(answer.get("busiestRecords"), how);
            checkLatency(answer.get("latency"), how);
            checkClocks(answer.get("skewedClocks"));
        }

        private void checkConflicts(JsonNode told, String how) {
            Map<String, Long> resolutions = new TreeMap<>();
            Map<String, Long> lost = new TreeMap<>();
            for (JsonNode entity : told) {
                String name = entity.get("entity").asText();
                long count = 0;
                for (var each : entity.get("resolutions").properties()) {
                    resolutions.put(name + " " + each.getKey(), each.getValue().asLong());
                    count += each.getValue().asLong();
                }
                assertEquals(count, entity.get("count").asLong());
                assertEquals(0, entity.get("otherFields").asLong());
                entity.get("fields")
                        .forEach(field -> lost.put(
                                name + " " + field.get("path"),
                                field.get("count").asLong()));
            }
            assertEquals(conflicts, resolutions, how);
            assertEquals(fields, lost, how);
            assertTrue(fields.values().stream().anyMatch(count -> count > 1), "a field lost more than once");
        }

        private void checkSeries(JsonNode answer) {
            JsonNode series = answer.at("/rates/series");
            long bucket = answer.at("/rates/bucketMs").asLong();
            assertEquals(changes, sum(series, "changes"));
            assertEquals(conflicts.values().stream().mapToLong(n -> n).sum(), sum(series, "conflicts"));
            assertEquals(failures.values().stream().mapToLong(n -> n).sum(), sum(series, "failures"));
            for (JsonNode each : series) {
                long start = each.get("start").asLong();
                long end = Math.min(start + bucket, answer.get("end").asLong());
                long counted = database.number(
                        "select count(*) from ledger where tenant = ? and resolved_at >= to_timestamp(? / 1000.0)"
                                + " and resolved_at < to_timestamp(? / 1000.0)",
                        tenant,
                        start,
                        end);
                assertEquals(counted, each.get("changes").asLong());
            }
        }

        private static long sum(JsonNode list, String member) {
            long sum = 0;
            for (JsonNode item : list) {
                sum += item.get(member).asLong();
            }
            return sum;
        }

        private void checkBusiest(JsonNode told, String how) {
            assertEquals(Math.min(10, records.size()), told.size());
            List<Long> most = records.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .limit(10)
                    .toList();
            List<Long> counts = new ArrayList<>();
            told.forEach(record -> counts.add(record.get("count").asLong()));
            assertEquals(most, counts, how);
            counts(told, "entity", "entityId").forEach((record, count) -> assertEquals(records.get(record), count));
        }

        private void checkLatency(JsonNode told, String how) {
            List<Long> sorted = Arrays.stream(database.text(
                                    "select string_agg((round(extract(epoch from resolved_at - received_at) * 1000))::text,"
                                            + " ',') from ledger where tenant = ?",
                                    tenant)
                            .split(","))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
            assertEquals(changes, told.get("count").asLong());
            for (int percent : List.of(50, 90, 99)) {
                long exact = LatenciesTest.nearestRank(sorted, percent);
                long value = told.get("p" + percent).asLong();
                assertTrue(LatenciesTest.isNear(exact, value), () -> how + ": " + exact + " told as " + value);
            }
            assertEquals(sorted.get(sorted.size() - 1), told.get("max").asLong());
        }

        private void checkClocks(JsonNode told) {
            Map<String, Long> skews = new LinkedHashMap<>();
            for (JsonNode clock : told) {
                String client = clock.get("clientId").asText();
                skews.put(client, clock.get("skewMs").asLong());
                assertEquals(
                        database.number(
                                "select (extract(epoch from max(received_at)) * 1000)::bigint from ledger"
                                        + " where tenant = ? and subject = ? and client_id = ?",
                                tenant,
                                clock.get("subject").asText(),
                                client),
                        clock.get("lastSeen").asLong());
            }
            assertEquals(List.of("phone", "laptop-1"), List.copyOf(skews.keySet()));
            assertEquals(-3_600_000, skews.get("phone"), 4_000);
            assertEquals(20_000, skews.get("laptop-1"), 4_000);
        }
    }
}
