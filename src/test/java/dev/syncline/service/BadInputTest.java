package dev.syncline.service;

import static dev.syncline.Gzip.gzip;
import static dev.syncline.service.Changes.create;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.luben.zstd.Zstd;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends gets a clear code, and harms none of its neighbours. */
@QuarkusTest
class BadInputTest {

    private static final String ID = "0198f7d2-0000-7000-8000-000000000001";

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    static Stream<Arguments> badChanges() {
        return Stream.of(
                arguments("not an object", "17", "invalid-change"),
                arguments("no id", change("`id`:null"), "invalid-id"),
                arguments("an id that is no UUID", change("`id`:`1-1-1-1-1`"), "invalid-id"),
                arguments("an unknown type", change("`type`:`UPSERT`"), "invalid-type"),
                arguments("an unknown entity", change("`entity`:`invoice`"), "unknown-entity"),
                arguments("an empty entityId", change("`entityId`:``"), "invalid-entity-id"),
                arguments("an entityId of dots", change("`entityId`:`..`"), "invalid-entity-id"),
                arguments("an entityId with a slash", change("`entityId`:`a/b`"), "invalid-entity-id"),
                arguments("an entityId of 201", change("`entityId`:`" + "x".repeat(201) + "`"), "invalid-entity-id"),
                arguments("no data", change("`data`:null"), "invalid-data"),
                arguments("data that is no object", change("`data`:[1]"), "invalid-data"),
                arguments("data and patch", change("`type`:`UPDATE`,`patch`:{}"), "invalid-data"),
                arguments("a negative version", change("`localVersion`:-1"), "invalid-version"),
                arguments("a fractional version", change("`localVersion`:1.5"), "invalid-version"),
                arguments("a version as text", change("`localVersion`:`1`"), "invalid-version"),
                arguments("no timestamp", change("`timestamp`:null"), "invalid-timestamp"),
                arguments("a negative timestamp", change("`timestamp`:-1"), "invalid-timestamp"),
                arguments("itself as predecessor", change("`after`:`" + ID + "`"), "invalid-after"),
                arguments("U+0000", change("`data`:{`text`:`a\\u0000b`}"), "invalid-text"),
                arguments("a lone surrogate", change("`data`:{`text`:`a\\ud800b`}"), "invalid-text"),
                arguments("a lone surrogate in a key", change("`data`:{`\\udc00`:1}"), "invalid-text"),
                arguments("an integer beyond 2^53", change("`data`:{`n`:9007199254740993}"), "number-range"),
                arguments("a number no double holds", change("`data`:{`n`:1e400}"), "number-range"),
                arguments("a short number of 131 KB", change("`data`:{`n`:1e131071}"), "number-range"),
                arguments("a duplicate key", change("`data`:{`a`:1,`a`:2}"), "duplicate-key"),
                arguments(
                        "a duplicate key of the change",
                        change("`entity`:`message`", "`entity`:`user`"),
                        "duplicate-key"),
                arguments(
                        "a depth bomb",
                        change("`data`:{`a`:" + "[".repeat(20_000) + "]".repeat(20_000) + "}"),
                        "too-deep"),
                arguments("300 KiB", change("`data`:{`text`:`" + "x".repeat(300 * 1024) + "`}"), "change-too-large"));
    }

    /** A valid change of which some members are given otherwise. */
    private static String change(String... members) {
        Map<String, String> valid = new LinkedHashMap<>();
        valid.put("`id`", "`" + ID + "`");
        valid.put("`type`", "`CREATE`");
        valid.put("`entity`", "`message`");
        valid.put("`entityId`", "`m-bad`");
        valid.put("`data`", "{`text`:`x`}");
        valid.put("`timestamp`", "1760000000000");
        String given = String.join(",", members);
        List<String> all = new ArrayList<>();
        valid.forEach((name, value) -> {
            if (!given.startsWith(name + ":") && !given.contains("," + name + ":")) {
                all.add(name + ":" + value);
            }
        });
        all.addAll(List.of(members));
        return "{" + String.join(",", all).replace('`', '"') + "}";
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("badChanges")
    void aBadChangeIsRefusedAndItsNeighboursAreApplied(String what, String bad, String code) throws IOException {
        Map<String, Object> before = create("message", "m-1", Map.of("text", "a"));
        Map<String, Object> after = create("message", "m-2", Map.of("text", "b"));
        String body = "{\"clientId\":\"phone\",\"changes\":[" + Api.JSON.writeValueAsString(before) + "," + bad + ","
                + Api.JSON.writeValueAsString(after) + "]}";

        Api.Answer answer = alice.post("/api/v1/changes", body.getBytes(StandardCharsets.UTF_8), "Prefer", "wait=30");

        assertEquals(200, answer.status(), () -> answer.body().toString());
        assertEquals(1, answer.body().get("rejected").size());
        assertEquals(code, answer.body().at("/rejected/0/code").asText());
        assertEquals(2, answer.body().get("acks").size());
        answer.body()
                .get("acks")
                .forEach(ack -> assertEquals("APPLIED", ack.get("outcome").asText()));
        assertEquals(404, alice.get("/api/v1/records/message/m-bad").status());
    }

    static Stream<Arguments> badPushes() {
        return Stream.of(
                arguments("no JSON", "nonsense", 400, "malformed"),
                arguments("a cut-off push", "{\"clientId\":\"phone\",\"changes\":[", 400, "malformed"),
                arguments("an array", "[]", 400, "malformed"),
                arguments("no clientId", "{\"changes\":[" + change() + "]}", 400, "malformed"),
                arguments("no changes", "{\"clientId\":\"phone\"}", 400, "malformed"),
                arguments("only bad changes", push(change("`type`:`UPSERT`")), 422, "no-valid-change"),
                arguments(
                        "1,001 changes",
                        push(String.join(",", Collections.nCopies(1001, change()))),
                        413,
                        "too-many-changes"),
                arguments(
                        "9 MiB",
                        push(change("`data`:{`text`:`" + "x".repeat(9 << 20) + "`}")),
                        413,
                        "payload-too-large"));
    }

    private static String push(String changes) {
        return "{\"clientId\":\"phone\",\"changes\":[" + changes + "]}";
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @MethodSource("badPushes")
    void aBadPushIsRefusedWholeWithAProblem(String what, String body, int status, String code) {
        Api.Answer answer = alice.post("/api/v1/changes", body.getBytes(StandardCharsets.UTF_8));

        assertProblem(answer, status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/changes", "/api/v1/changes/query", "/api/v1/sync"})
    void aBodyThatIsDeclaredTooLargeIsRefusedWithAProblem(String path) {
        assertProblem(alice.post(path, new byte[33 << 20]), 413, "payload-too-large");
        assertEquals(200, alice.get("/api/v1/acks?clientId=phone").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/changes", "/api/v1/changes/query"})
    void aBodyThatGrowsTooLargeInChunksIsRefusedWithAProblem(String path) {
        HttpRequest chunked = alice.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[33 << 20])))
                .build();

        assertProblem(Api.send(chunked), 413, "payload-too-large");
        assertEquals(200, alice.get("/api/v1/acks?clientId=phone").status());
    }

    @Test
    void aBodyWithoutEndIsReadForAWhileAtMost() throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("localhost", Api.service().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Authorization: Bearer " + Api.token(Api.service(), tenant, "alice", 3600, "sync")
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> assertThrows(SocketException.class, () -> writeForEver(out, chunk)));
        }
    }

    private static void writeForEver(OutputStream out, byte[] chunk) throws IOException {
        while (true) {
            out.write(chunk);
        }
    }

    @Test
    void aGzipBombAndAZstdBombAreRefused() throws IOException {
        byte[] zeros = new byte[64 << 20];

        assertProblem(alice.post("/api/v1/changes", gzip(zeros), "Content-Encoding", "gzip"), 413, "payload-too-large");
        assertProblem(
                alice.post("/api/v1/changes", Zstd.compress(zeros), "Content-Encoding", "zstd"),
                413,
                "payload-too-large");
    }

    @Test
    void gzipAndZstdBodiesAreTaken() throws IOException {
        for (String encoding : List.of("gzip", "zstd")) {
            byte[] body =
                    Api.bytes(Api.pushBody("phone", List.of(create("message", "m-" + encoding, Map.of("text", "a")))));
            byte[] compressed = encoding.equals("gzip") ? gzip(body) : Zstd.compress(body);

            Api.Answer answer =
                    alice.post("/api/v1/changes", compressed, "Content-Encoding", encoding, "Prefer", "wait=30");

            assertEquals("APPLIED", answer.body().at("/acks/0/outcome").asText());
        }
    }

    @Test
    void anUnknownEncodingAndABrokenStreamAreRefused() {
        assertProblem(alice.post("/api/v1/changes", Map.of(), "Content-Encoding", "br"), 415, "unsupported-encoding");
        assertProblem(alice.post("/api/v1/changes", Map.of(), "Content-Encoding", "gzip"), 400, "malformed");
    }

    @Test
    void everyLineOfTheEncodingCounts() {
        Map<String, Object> push = Api.pushBody("phone", List.of(create("message", "m-1", Map.of("text", "a"))));

        assertProblem(
                alice.post("/api/v1/changes", push, "Content-Encoding", "identity", "Content-Encoding", "gzip"),
                415,
                "unsupported-encoding");
    }

    /** As of a client that counts microseconds, and the last that is a time. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_760_000_000_000_000L, 8_640_000_000_000_000L})
    void aClockFarOffIsNoReasonToRefuseAPush(long sentAt) {
        Map<String, Object> push = Api.pushBody("phone", List.of(create("message", "m-1", Map.of("text", "a"))));
        push.put("sentAt", sentAt);

        Api.Answer answer = alice.post("/api/v1/changes", push, "Prefer", "wait=30");

        assertEquals(200, answer.status(), () -> answer.body().toString());
        assertEquals("APPLIED", answer.body().at("/acks/0/outcome").asText());
    }

    @Test
    void aQueryForTooManyBytesOfIdsIsRefused() {
        assertProblem(alice.post("/api/v1/changes/query", new byte[300 * 1024]), 413, "payload-too-large");
    }

    @Test
    void withoutAValidTokenNothingIsTaken() {
        Map<String, Object> push = Api.pushBody("phone", List.of(create("message", "m-1", Map.of("text", "a"))));

        assertProblem(Api.withToken(null).post("/api/v1/changes", push), 401, "unauthorized");
        assertProblem(Api.withToken("nonsense").post("/api/v1/changes", push), 401, "unauthorized");
        assertProblem(Api.as(tenant, "alice", "other-role").post("/api/v1/changes", push), 403, "forbidden");
        assertEquals(404, alice.get("/api/v1/records/message/m-1").status());
    }

    @Test
    void changesThatBuildOnARefusedOneAreRefusedWithIt() {
        Map<String, Object> bad = Changes.with(create("message", "m-1", Map.of("text", "a")), "type", "UPSERT");
        Map<String, Object> next = Changes.after(bad, Changes.patch("message", "m-1", null, Map.of("text", "b")));

        Api.Answer answer = alice.push("phone", List.of(bad, next, create("message", "m-2", Map.of("text", "c"))));

        assertEquals(202, answer.status());
        assertEquals(
                "predecessor-rejected", answer.body().at("/rejected/1/code").asText());
    }

    @Test
    void anUpdateOfWhatIsNotThereIsRejectedAndItsContentKept() {
        var ack = alice.sync("phone", Changes.patch("message", "m-" + UUID.randomUUID(), 3L, Map.of("text", "b")));

        assertEquals("REJECTED", ack.get("outcome").asText());
        assertEquals("record-not-found", ack.get("code").asText());
    }

    private static void assertProblem(Api.Answer answer, int status, String code) {
        assertEquals(status, answer.status(), () -> answer.body().toString());
        assertEquals(code, answer.body().path("code").asText());
        assertEquals(status, answer.body().path("status").asInt());
        assertTrue(answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json"));
    }
}
