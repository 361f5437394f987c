package dev.syncline.service;

import static dev.syncline.Gzip.gzip;
import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.syncline.ingress.BodyDecoder;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as they cross the wire. */
@QuarkusTest
class CompressionTest {

    private static final String RECORD = "/api/v1/records/message/m-1";
    private static final String TEXT = "the quick brown fox ".repeat(1_000);
    private static final BodyDecoder DECODER = new BodyDecoder(1_000_000);

    private final Api ann = Api.as(Api.newTenant(), "ann");

    @ParameterizedTest
    @CsvSource({"gzip, \"1-gzip\"", "zstd, \"1-zstd\""})
    void aLongAnswerIsCompressedWithATagOfItsOwn(String coding, String tag) {
        ann.sync("phone", create("message", "m-1", Map.of("text", TEXT)));
        HttpResponse<byte[]> plain = get(RECORD);

        HttpResponse<byte[]> answer = get(RECORD, "Accept-Encoding", coding);

        assertEquals(200, answer.statusCode());
        assertEquals(coding, header(answer, "Content-Encoding"));
        assertEquals(tag, header(answer, "ETag"));
        assertEquals("Authorization, Accept-Encoding", header(answer, "Vary"));
        assertEquals("application/json", header(answer, "Content-Type").split(";")[0]);
        assertEquals(answer.body().length, Integer.parseInt(header(answer, "Content-Length")));
        assertTrue(answer.body().length < plain.body().length / 10, answer.body().length + " bytes");
        assertArrayEquals(plain.body(), DECODER.decode(answer.body(), coding, bytes -> {}));
        assertEquals("", header(plain, "Content-Encoding"));
        assertEquals("\"1\"", header(plain, "ETag"));
        assertEquals("Authorization, Accept-Encoding", header(plain, "Vary"));
    }

    @Test
    void aShortAnswerGoesAsItIsAndSaysThatItCouldDiffer() {
        ann.sync("phone", create("message", "m-1", Map.of("text", "short")));
        HttpResponse<byte[]> answer = get(RECORD, "Accept-Encoding", "gzip, zstd");
        assertEquals("", header(answer, "Content-Encoding"));
        assertEquals("\"1\"", header(answer, "ETag"));
        assertEquals("Authorization, Accept-Encoding", header(answer, "Vary"));
    }

    @Test
    void aShortAnswerIsCompressedWhereNothingElseIsAcceptable() {
        ann.sync("phone", create("message", "m-1", Map.of("text", "short")));
        HttpResponse<byte[]> answer = get(RECORD, "Accept-Encoding", "gzip, identity;q=0");
        assertEquals("gzip", header(answer, "Content-Encoding"));
        assertArrayEquals(get(RECORD).body(), DECODER.decode(answer.body(), "gzip", bytes -> {}));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"1\"                  | 304 | \"1\"",
                "\"1-gzip\"             | 304 | \"1-gzip\"",
                "W/\"1-gzip\"           | 304 | \"1-gzip\"",
                "\"0\", \"1-zstd\"      | 304 | \"1-zstd\"",
                "\"1-zstd\", \"1\"      | 304 | \"1\"",
                "*                      | 304 | \"1\"",
                "\"2-zstd\"             | 200 | \"1-zstd\"",
                "\"1-br\"               | 200 | \"1-zstd\"",
                "\"11\"                 | 200 | \"1-zstd\""
            })
    void whoeverHoldsTheVersionInWhateverCodingIsTold(String ifNoneMatch, int status, String tag) {
        ann.sync("phone", create("message", "m-1", Map.of("text", TEXT)));
        HttpResponse<byte[]> answer = get(RECORD, "If-None-Match", ifNoneMatch, "Accept-Encoding", "zstd");
        assertEquals(status, answer.statusCode());
        assertEquals(tag, header(answer, "ETag"));
        assertEquals("Authorization, Accept-Encoding", header(answer, "Vary"));
        assertEquals(status == 304, answer.body().length == 0);
    }

    @Test
    void aProblemIsCompressedToo() {
        List<Map<String, Object>> unknown = IntStream.range(0, 50)
                .mapToObj(number -> create("nothing", "n-" + number, Map.of()))
                .toList();

        HttpResponse<byte[]> answer = push(Api.bytes(Api.pushBody("phone", unknown)), "Accept-Encoding", "zstd");

        assertEquals(422, answer.statusCode());
        assertEquals("zstd", header(answer, "Content-Encoding"));
        assertTrue(new String(DECODER.decode(answer.body(), "zstd", bytes -> {})).contains("no-valid-change"));
    }

    @Test
    void anEventStreamIsNeverCompressed() {
        HttpResponse<byte[]> answer = get("/test/events", "Accept-Encoding", "gzip, zstd");
        assertEquals(200, answer.statusCode());
        assertEquals("", header(answer, "Content-Encoding"));
        assertTrue(new String(answer.body()).contains("data:" + EventsResource.EVENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "zstd"})
    void bytesAreCountedAsTheyCrossTheWire(String coding) {
        createAndAwaitItsBytes();
        double outBefore = bytes("out", coding);
        double inBefore = bytes("in", coding);
        byte[] body = encoded(Api.bytes(Api.pushBody("phone", List.of(create("nothing", "m-2", Map.of())))), coding);

        int sent = get(RECORD, "Accept-Encoding", coding).body().length;
        int refusal = push(body, "Content-Encoding", coding).body().length;

        double out = outBefore + sent + (coding.equals("identity") ? refusal : 0);
        awaitBytes("in", coding, inBefore + body.length);
        awaitBytes("out", coding, out);
        assertEquals(inBefore + body.length, bytes("in", coding));
        assertEquals(out, bytes("out", coding));
    }

    /** They are counted behind the answer. */
    private void createAndAwaitItsBytes() {
        double out = bytes("out", "identity");
        double in = bytes("in", "identity");
        byte[] body = Api.bytes(Api.pushBody("phone", List.of(create("message", "m-1", Map.of("text", TEXT)))));
        HttpResponse<byte[]> answer = push(body, "Prefer", "wait=30");
        assertEquals(200, answer.statusCode());
        awaitBytes("in", "identity", in + body.length);
        awaitBytes("out", "identity", out + answer.body().length);
    }

    private static void awaitBytes(String direction, String encoding, double atLeast) {
        await().atMost(Duration.ofSeconds(20)).until(() -> bytes(direction, encoding) >= atLeast);
    }

    private static double bytes(String direction, String encoding) {
        return Metrics.value(
                "syncline_payload_bytes_total{direction=\"" + direction + "\",encoding=\"" + encoding + "\"}");
    }

    private static byte[] encoded(byte[] content, String coding) {
        if (coding.equals("zstd")) {
            return Zstd.compress(content);
        }
        if (coding.equals("identity")) {
            return content;
        }
        return gzip(content);
    }

    private HttpResponse<byte[]> push(byte[] body, String... headers) {
        return Api.exchange(ann.request("/api/v1/changes")
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        HttpRequest.Builder request = ann.request(path).GET();
        return Api.exchange(
                headers.length == 0 ? request.build() : request.headers(headers).build());
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }
}
