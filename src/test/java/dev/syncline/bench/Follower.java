package dev.syncline.bench;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A client that holds a stream open on one instance, and connects again with the last id it heard whenever it ends. */
final class Follower implements AutoCloseable {

    private static final Duration AGAIN = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final String token;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
    private volatile String lastId;
    private volatile boolean closed;
    private volatile boolean connected;
    private volatile int endsInOrder;
    private volatile int endsBrokenOff;

    Follower(URI service, String token) {
        this.service = service;
        this.token = token;
        Thread thread = new Thread(this::follow, "follower");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        while (!closed) {
            HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve("/api/v1/stream"))
                    .header("Authorization", "Bearer " + token);
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            try {
                HttpResponse<InputStream> response =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                if (response.statusCode() == 200) {
                    read(response.body());
                }
            } catch (IOException away) {
                // It is started again soon.
            } catch (InterruptedException e) {
                return;
            }
            connected = false;
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    private void read(InputStream body) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String name = null;
            String data = null;
            String id = lastId;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.isEmpty()) {
                    if ("change".equals(name)) {
                        hear(data);
                    }
                    lastId = id;
                    connected = true;
                    name = null;
                }
            }
            endsInOrder++;
        } catch (IOException e) {
            endsBrokenOff++;
        }
    }

    private void hear(String data) {
        Map<String, Object> item = Json.object(JsonReader.stored().read(data.getBytes(StandardCharsets.UTF_8)));
        String entityId = (String) item.get("entityId");
        heardAt.put(entityId, System.nanoTime());
        heard.add(entityId);
    }

    /** Every record it was told of, as often as it was. */
    List<String> heard() {
        return heard;
    }

    /** On the clock of {@link System#nanoTime}; null where it was not told of the record. */
    Long heardAt(String entityId) {
        return heardAt.get(entityId);
    }

    boolean isConnected() {
        return connected;
    }

    int endsInOrder() {
        return endsInOrder;
    }

    int endsBrokenOff() {
        return endsBrokenOff;
    }

    @Override
    public void close() {
        closed = true;
    }
}
