package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.acks.AckWaiters;
import dev.syncline.change.Origin;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What became of changes: asked by id, by page, and waited for. */
@QuarkusTest
class AcksTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String LARGE = "x".repeat(250 * 1024);
    private static final int SHARE = 20_000;
    private static final long ANSWER_SIZE = 8 * 1024 * 1024;

    @Inject
    Planted planted;

    @Inject
    AckWaiters waiters;

    private final String tenant = Api.newTenant();
    private final Origin annsPhone = new Origin(tenant, "ann", "phone");
    private final Api ann = Api.as(tenant, "ann");

    @Test
    void anOutcomeIsToldToItsSubjectOnly() throws Exception {
        UUID id = planted.outcome(annsPhone);

        Api.Answer answer = ann.get("/api/v1/changes/" + id);

        assertEquals(200, answer.status());
        assertEquals(id.toString(), answer.body().get("changeId").asText());
        assertEquals("SUPERSEDED", answer.body().get("outcome").asText());
        assertEquals("theirs", answer.body().at("/data/text").asText());
        assertFalse(answer.body().has("code"));
        assertEquals(404, Api.as(tenant, "bob").get("/api/v1/changes/" + id).status());
        assertEquals(
                404, Api.as(Api.newTenant(), "ann").get("/api/v1/changes/" + id).status());
    }

    @Test
    void whoReusesAnIdSeesOnlyWhatBecameOfTheirOwnClaim() throws Exception {
        UUID id = UUID.randomUUID();
        try (Planted.Writer writer = planted.writer()) {
            writer.write(annsPhone, id, 0);
            writer.write(new Origin(tenant, "bob", "laptop"), id, 1);
            writer.commit();
        }

        JsonNode bobs = Api.as(tenant, "bob").get("/api/v1/changes/" + id).body();

        assertEquals("REJECTED", bobs.get("outcome").asText());
        assertEquals("id-reused", bobs.get("code").asText());
        assertEquals("laptop", bobs.get("clientId").asText());
        assertFalse(bobs.has("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0198f7d2-1c00-7000-8000-000000000001", "no-uuid", "%00"})
    void aChangeThatNobodySentIsUnknown(String id) {
        Api.Answer answer = ann.get("/api/v1/changes/" + id);
        assertEquals(404, answer.status());
        assertEquals("unknown-change", answer.body().get("code").asText());
    }

    @Test
    void manyAreAskedForAtOnce() throws Exception {
        List<UUID> known = planted.outcomes(annsPhone, 600);
        List<UUID> unknown = Stream.generate(UUID::randomUUID).limit(400).toList();
        List<UUID> ids = new ArrayList<>(known);
        ids.addAll(unknown);
        Collections.shuffle(ids);

        JsonNode answer = ann.post("/api/v1/changes/query", Map.of("ids", ids)).body();

        assertEquals(texts(known), sorted(answer.get("acks").findValuesAsText("changeId")));
        List<String> told = new ArrayList<>();
        answer.get("unknown").forEach(id -> told.add(id.asText()));
        assertEquals(texts(unknown), sorted(told));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{\"ids\": 7}", "{\"ids\": [7]}", "{\"ids\": [\"x\"]}", "{\"ids\": [", "\"ids\""
            })
    void aQueryOfAnotherFormIsMalformed(String body) {
        Api.Answer answer = ann.post("/api/v1/changes/query", body.getBytes());
        assertEquals(400, answer.status());
        assertEquals("malformed", answer.body().get("code").asText());
    }

    @Test
    void moreThanAThousandIdsAreRefused() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(1_001).toList();
        assertEquals(400, ann.post("/api/v1/changes/query", Map.of("ids", ids)).status());
    }

    @Test
    void anAnswerHoldsWhatFitsInTheOrderAskedAndNamesTheRest() throws Exception {
        List<UUID> known = new ArrayList<>(planted.outcomes(annsPhone, 40, LARGE));
        Collections.shuffle(known);
        UUID unknown = UUID.randomUUID();
        List<String> asked = known.stream().map(UUID::toString).toList();

        Api.Answer answer = ann.post("/api/v1/changes/query", Map.of("ids", with(unknown, known)));
        List<String> told = answer.body().get("acks").findValuesAsText("changeId");
        List<String> more = texts(answer.body().get("more"));
        assertFull(answer);
        assertEquals(asked.subList(0, told.size()), told);
        assertEquals(asked.subList(told.size(), asked.size()), more);
        assertEquals(List.of(unknown.toString()), texts(answer.body().get("unknown")));

        JsonNode rest = ann.post("/api/v1/changes/query", Map.of("ids", more), "Prefer", "wait=20")
                .body();
        assertEquals(more, rest.get("acks").findValuesAsText("changeId"));
        assertEquals(0, rest.get("more").size());
    }

    @Test
    void aQueryNamesIdsAsTheyWereSent() throws Exception {
        List<String> known = planted.outcomes(annsPhone, 40, LARGE).stream()
                .map(id -> id.toString().toUpperCase(Locale.ROOT))
                .toList();
        String unknown = UUID.randomUUID().toString();
        String sentTwice = unknown.toUpperCase(Locale.ROOT);
        List<String> asked = new ArrayList<>(known);
        asked.addAll(List.of(sentTwice, unknown, sentTwice));

        JsonNode answer =
                ann.post("/api/v1/changes/query", Map.of("ids", asked)).body();

        int told = answer.get("acks").size();
        assertEquals(known.subList(told, known.size()), texts(answer.get("more")));
        assertEquals(List.of(sentTwice, unknown), texts(answer.get("unknown")));
    }

    @Test
    void aPageHoldsWhatFits() throws Exception {
        List<String> expected = planted.outcomes(annsPhone, 40, LARGE).stream()
                .map(UUID::toString)
                .toList();

        Api.Answer first = ann.get("/api/v1/acks?clientId=phone&wait=5&limit=1000");
        assertFull(first);
        assertTrue(first.body().get("more").asBoolean());
        JsonNode rest = poll("&after=" + first.body().get("position").asText());
        assertFalse(rest.get("more").asBoolean());

        List<String> told = new ArrayList<>(first.body().get("acks").findValuesAsText("changeId"));
        told.addAll(rest.get("acks").findValuesAsText("changeId"));
        assertEquals(expected, told);
    }

    /** Eight megabytes take longer to compress than an event loop's other connections can wait. */
    @ParameterizedTest
    @ValueSource(strings = {"", "&wait=5"})
    void aPageIsCompressedOnAWorker(String wait) throws Exception {
        planted.outcome(annsPhone);
        assertOnWorker(ann.get("/api/v1/acks?clientId=phone" + wait));
    }

    @Test
    void whatIsAskedForByIdIsCompressedOnAWorker() throws Exception {
        UUID id = planted.outcome(annsPhone);
        assertOnWorker(ann.get("/api/v1/changes/" + id));
        assertOnWorker(ann.post("/api/v1/changes/query", Map.of("ids", List.of(id)), "Prefer", "wait=5"));
    }

    private static void assertOnWorker(Api.Answer answer) {
        assertEquals(200, answer.status());
        String thread = answer.headers().firstValue(AnsweringThread.HEADER).orElseThrow();
        assertTrue(thread.startsWith("executor-thread"), thread);
    }

    @Test
    void aQueryWaitsForWhatIsUnknown() throws Exception {
        UUID early = planted.outcome(annsPhone);
        UUID late = UUID.randomUUID();
        CompletableFuture<Api.Answer> asked = CompletableFuture.supplyAsync(() -> ann.post(
                "/api/v1/changes/query",
                Map.of("ids", List.of(early, late)),
                "Prefer",
                "respond-async, wait=20; quietly"));
        awaitWaiting();

        long begun = System.nanoTime();
        try (Planted.Writer writer = planted.writer()) {
            writer.write(annsPhone, late, 0);
            writer.commit();
        }
        waiters.signal(new Origin(tenant, "ann", "phone"), late);

        Api.Answer answer = asked.join();
        assertTrue(since(begun).compareTo(SOON) < 0, "woken, not found by looking from time to time");
        assertEquals(2, answer.body().get("acks").size());
        assertEquals(0, answer.body().get("unknown").size());
        assertEquals(
                "wait=20", answer.headers().firstValue("Preference-Applied").orElseThrow());
    }

    @Test
    void aQueryTellsWhatIsKnownWhenItsTimeIsUp() throws Exception {
        UUID known = planted.outcome(annsPhone);
        UUID unknown = UUID.randomUUID();

        long begun = System.nanoTime();
        Api.Answer answer =
                ann.post("/api/v1/changes/query", Map.of("ids", List.of(known, unknown)), "Prefer", "wait=1");

        assertTrue(since(begun).compareTo(Duration.ofMillis(950)) > 0);
        assertEquals(known.toString(), answer.body().at("/acks/0/changeId").asText());
        assertEquals(unknown.toString(), answer.body().at("/unknown/0").asText());
        assertEquals("wait=1", answer.headers().firstValue("Preference-Applied").orElseThrow());
        // The place is given back behind the answer.
        nobodyWaits();
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        List<String> expected =
                planted.outcomes(annsPhone, 3).stream().map(UUID::toString).toList();
        planted.outcomes(new Origin(tenant, "ann", "laptop"), 1);
        planted.outcomes(new Origin(tenant, "bob", "phone"), 1);
        planted.outcomes(new Origin(Api.newTenant(), "ann", "phone"), 1);

        List<String> told = new ArrayList<>();
        JsonNode page = poll("&limit=1&wait=5");
        while (page.get("more").asBoolean()) {
            assertEquals(1, page.get("acks").size());
            told.addAll(page.get("acks").findValuesAsText("changeId"));
            page = poll("&limit=1&after=" + page.get("position").asText());
        }
        told.addAll(page.get("acks").findValuesAsText("changeId"));

        assertEquals(expected, told);
        JsonNode last = poll("&after=" + page.get("position").asText());
        assertEquals(0, last.get("acks").size());
        assertTrue(last.get("position").asText().compareTo(page.get("position").asText()) >= 0);
    }

    @Test
    void anEmptyPageTellsTheHorizonReached() throws Exception {
        String before = poll("").get("position").asText();
        planted.outcome(new Origin(tenant, "bob", "laptop"));
        await().untilAsserted(() -> {
            String now = poll("").get("position").asText();
            assertNotEquals(before, now);
            assertTrue(now.compareTo(before) > 0);
        });
    }

    @Test
    void aLongPollIsWokenByASignal() throws Exception {
        CompletableFuture<JsonNode> polled = CompletableFuture.supplyAsync(() -> poll("&wait=20"));
        awaitWaiting();

        long begun = System.nanoTime();
        UUID id = planted.outcome(annsPhone);
        waiters.signal(new Origin(tenant, "ann", "phone"), id);

        assertEquals(id.toString(), polled.join().at("/acks/0/changeId").asText());
        assertTrue(since(begun).compareTo(SOON) < 0, "woken, not found by looking from time to time");
    }

    @Test
    void aLongPollFindsWhatNoSignalToldOf() throws Exception {
        CompletableFuture<JsonNode> polled = CompletableFuture.supplyAsync(() -> poll("&wait=20"));
        awaitWaiting();

        long begun = System.nanoTime();
        UUID id = planted.outcome(annsPhone);

        assertEquals(id.toString(), polled.join().at("/acks/0/changeId").asText());
        assertTrue(since(begun).compareTo(Duration.ofSeconds(10)) < 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "61", "999999999"})
    void aLongPollMayAskForLongerThanItIsLetWait(String wait) throws Exception {
        UUID id = planted.outcome(annsPhone);
        assertEquals(id.toString(), poll("&wait=" + wait).at("/acks/0/changeId").asText());
    }

    @Test
    void aLongPollEndsEmptyWhenItsTimeIsUp() {
        long begun = System.nanoTime();
        JsonNode page = poll("&wait=1");

        assertTrue(since(begun).compareTo(Duration.ofMillis(950)) > 0);
        assertTrue(since(begun).compareTo(Duration.ofSeconds(3)) < 0);
        assertEquals(0, page.get("acks").size());
        assertFalse(page.get("more").asBoolean());
        nobodyWaits();
    }

    @Test
    void aWriterThatCommitsLateIsNotSkipped() throws Exception {
        UUID late;
        UUID early;
        String position;
        try (Planted.Writer slow = planted.writer()) {
            late = slow.write(annsPhone);
            early = planted.outcome(annsPhone);

            JsonNode held = poll("");
            assertEquals(0, held.get("acks").size(), "the later transaction waits for the one still open");
            position = held.get("position").asText();
            slow.commit();
        }

        JsonNode page = poll("&wait=5&after=" + position);
        assertEquals(
                List.of(late.toString(), early.toString()), page.get("acks").findValuesAsText("changeId"));
    }

    @Test
    void aLongPollShowsAHeldBackOutcomeOnceTheOpenWriterEnds() throws Exception {
        CompletableFuture<JsonNode> polled;
        UUID id;
        long begun;
        try (Planted.Writer open = planted.writer()) {
            id = planted.outcome(annsPhone);
            polled = CompletableFuture.supplyAsync(() -> poll("&wait=20"));
            awaitWaiting();
            assertFalse(polled.isDone());
            begun = System.nanoTime();
        }

        assertEquals(id.toString(), polled.join().at("/acks/0/changeId").asText());
        assertTrue(since(begun).compareTo(Duration.ofSeconds(2)) < 0);
    }

    /** What other tests left to wait has come to its end. */
    private void nobodyWaits() {
        await().atMost(Duration.ofSeconds(70)).until(() -> waiters.awaited() == 0);
    }

    @Test
    void aTenantThatAwaitsMoreThanItsShareHoldsUpNobodyElse() throws Exception {
        nobodyWaits();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<Void>>> waiting = new ArrayList<>();
        for (int i = 0; i < SHARE / 1_000; i++) {
            List<UUID> ids = Stream.generate(UUID::randomUUID).limit(1_000).toList();
            HttpRequest request = ann.request("/api/v1/changes/query")
                    .header("Content-Type", "application/json")
                    .header("Prefer", "wait=60")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Api.bytes(Map.of("ids", ids))))
                    .build();
            waiting.add(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> waiters.awaited() == SHARE);

        Api.Answer refused = ann.get("/api/v1/acks?clientId=phone&wait=1");
        assertEquals(429, refused.status());
        assertEquals("too-many-awaited", refused.body().get("code").asText());
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        UUID unknown = UUID.randomUUID();
        long begun = System.nanoTime();
        Api.Answer query = ann.post("/api/v1/changes/query", Map.of("ids", List.of(unknown)), "Prefer", "wait=60");
        assertEquals(unknown.toString(), query.body().at("/unknown/0").asText());
        assertTrue(since(begun).compareTo(Duration.ofSeconds(30)) < 0, "answered at once");
        Api other = Api.as(Api.newTenant(), "ann");
        assertEquals(200, other.get("/api/v1/acks?clientId=phone&wait=1").status());

        waiting.forEach(request -> request.cancel(true));
        await().until(() -> waiters.awaited() == 0);
    }

    @Test
    void aClientThatGoesLeavesNothingBehind() throws Exception {
        nobodyWaits();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        CompletableFuture<HttpResponse<Void>> polled = client.sendAsync(
                ann.request("/api/v1/acks?clientId=phone&wait=60").GET().build(),
                HttpResponse.BodyHandlers.discarding());
        awaitWaiting();

        polled.cancel(true);

        await().atMost(Duration.ofSeconds(10)).until(() -> waiters.awaited() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?clientId=",
                "?clientId=%00",
                "?clientId=a%0Ab",
                "?clientId=%C2%85",
                "?clientId=%20",
                "?clientId=a&limit=0",
                "?clientId=a&limit=1001",
                "?clientId=a&limit=x",
                "?clientId=a&limit=1.0",
                "?clientId=a&wait=1000000000",
                "?clientId=a&wait=x",
                "?clientId=a&wait=-1",
                "?clientId=a&wait=0.5"
            })
    void badParametersAreNamed(String query) {
        Api.Answer answer = ann.get("/api/v1/acks" + query);
        assertEquals(400, answer.status());
        assertEquals("invalid-parameter", answer.body().get("code").asText());
    }

    @Test
    void aPositionThatNoAnswerGaveIsRefused() {
        Api.Answer answer = ann.get("/api/v1/acks?clientId=a&after=abc");
        assertEquals(400, answer.status());
        assertEquals("invalid-cursor", answer.body().get("code").asText());
    }

    @Test
    void withoutTheRoleNothingIsTold() {
        assertEquals(
                403,
                Api.as(tenant, "ann", "other").get("/api/v1/acks?clientId=a").status());
        assertEquals(401, Api.withToken(null).get("/api/v1/acks?clientId=a").status());
    }

    private JsonNode poll(String parameters) {
        Api.Answer answer = ann.get("/api/v1/acks?clientId=phone" + parameters);
        assertEquals(200, answer.status(), () -> answer.body().toString());
        return answer.body();
    }

    private void awaitWaiting() {
        await().until(() -> waiters.awaited() > 0);
        // This one's look comes behind the first of who waits, which would find what comes next by itself.
        poll("");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static List<String> texts(List<UUID> ids) {
        return sorted(ids.stream().map(UUID::toString).toList());
    }

    private static List<UUID> with(UUID one, List<UUID> others) {
        return Stream.concat(Stream.of(one), others.stream()).toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** As large as it may be, and not larger. */
    private static void assertFull(Api.Answer answer) {
        long size = answer.headers().firstValueAsLong("Content-Length").orElseThrow();
        assertTrue(size <= ANSWER_SIZE && size > ANSWER_SIZE - 2 * LARGE.length(), size + " bytes");
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }
}
