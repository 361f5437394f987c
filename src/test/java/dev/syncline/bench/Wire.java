package dev.syncline.bench;

import static dev.syncline.Gzip.gzip;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A client's way to the service: an answer, or none. */
final class Wire {

    /**
     * @param retryAfter in seconds; empty where the answer does not ask for it
     * @param body empty where there is no JSON object
     */
    record Answer(int status, OptionalLong retryAfter, Map<String, Object> body) {}

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http;
    private final String token;

    Wire(HttpClient http, String token) {
        this.http = http;
        this.token = token;
    }

    Optional<Answer> get(URI service, String path) {
        return send(request(service, path).GET());
    }

    Optional<Answer> post(URI service, String path, Map<String, Object> body, boolean compressed, String prefer) {
        byte[] bytes = JsonWriter.writeBytes(body);
        HttpRequest.Builder request = request(service, path).header("Content-Type", "application/json");
        if (prefer != null) {
            request.header("Prefer", prefer);
        }
        if (compressed) {
            request.header("Content-Encoding", "gzip");
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(compressed ? gzip(bytes) : bytes)));
    }

    /** What is no JSON. */
    String text(URI service, String path) throws IOException, InterruptedException {
        return http.send(request(service, path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(URI service, String path) {
        return HttpRequest.newBuilder(service.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private Optional<Answer> send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            OptionalLong retryAfter = response.headers().firstValueAsLong("Retry-After");
            return Optional.of(new Answer(response.statusCode(), retryAfter, body(response)));
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Map<String, Object> body(HttpResponse<byte[]> response) {
        boolean json = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.contains("json"))
                .isPresent();
        Object body = json ? JsonReader.stored().read(response.body()) : null;
        return Json.isObject(body) ? Json.object(body) : Map.of();
    }
}
