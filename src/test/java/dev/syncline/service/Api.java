package dev.syncline.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** The running service as one user's HTTP client sees it. */
public final class Api {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final URI base;
    private final String token;

    private Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    URI uri() {
        return base;
    }

    String token() {
        return token;
    }

    /** An answer with its body as JSON, or missing where there is none. */
    public record Answer(int status, JsonNode body, HttpHeaders headers) {}

    /** A user with the role {@code sync}. */
    public static Api as(String tenant, String subject) {
        return as(tenant, subject, "sync");
    }

    public static Api as(String tenant, String subject, String... groups) {
        URI base = service();
        return new Api(base, token(base, tenant, subject, 3600, groups));
    }

    static URI service() {
        return ConfigProvider.getConfig().getValue("test.url", URI.class);
    }

    /** A tenant that no other test knows. */
    public static String newTenant() {
        return "t-" + UUID.randomUUID();
    }

    static Api withToken(String token) {
        return new Api(service(), token);
    }

    static String token(URI base, String tenant, String subject, long ttlSeconds, String... groups) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject);
        claims.put("tenant", tenant);
        claims.put("groups", groups);
        claims.put("ttlSeconds", ttlSeconds);
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/dev/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(claims)))
                .build();
        return send(request).body().get("access_token").asText();
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    public Answer post(String path, Object body, String... headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(bytes(body)))
                .build());
    }

    public Answer push(String clientId, List<Map<String, Object>> changes, String... headers) {
        return post("/api/v1/changes", pushBody(clientId, changes), headers);
    }

    static Map<String, Object> pushBody(String clientId, List<Map<String, Object>> changes) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientId", clientId);
        body.put("sentAt", System.currentTimeMillis());
        body.put("changes", changes);
        return body;
    }

    /** Pushes, and waits until every change has its outcome. */
    public List<JsonNode> sync(String clientId, List<Map<String, Object>> changes) {
        Answer answer = push(clientId, changes, "Prefer", "wait=30");
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + ": " + answer.body());
        }
        List<JsonNode> acks = new ArrayList<>();
        answer.body().get("acks").forEach(acks::add);
        return acks;
    }

    public JsonNode sync(String clientId, Map<String, Object> change) {
        return sync(clientId, List.of(change)).get(0);
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(90));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** What is at an open address, as text. */
    static String text(String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(service().resolve(path)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = exchange(request);
            JsonNode body = response.body().length == 0 ? JSON.missingNode() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body, response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer as it crossed the wire. */
    static HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(Object body) {
        try {
            return body instanceof byte[] raw ? raw : JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
