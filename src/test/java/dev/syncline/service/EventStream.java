package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A client that holds a stream open and keeps what it hears, parsed as WHATWG HTML 9.2 says. */
final class EventStream implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** @param id the last one received up to here */
    record Event(String name, JsonNode data, String id) {

        String entityId() {
            return data.get("entityId").asText();
        }
    }

    /** How a stream came to its end. */
    enum End {
        IN_ORDER,
        BROKEN_OFF
    }

    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile String lastId;
    private volatile End end;
    private volatile int comments;

    private EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        Thread thread = new Thread(this::read, "event-stream");
        thread.setDaemon(true);
        thread.start();
    }

    static EventStream open(Api api, String query, String lastEventId) {
        HttpResponse<InputStream> response = ask(api, query, lastEventId);
        assertEquals(200, response.statusCode());
        return new EventStream(response);
    }

    static EventStream open(Api api) {
        return open(api, "", null);
    }

    /** The answer where no stream begins. */
    static Api.Answer refused(Api api, String query, String lastEventId) {
        try {
            HttpResponse<InputStream> response = ask(api, query, lastEventId);
            byte[] body =
                    response.statusCode() == 200 ? new byte[0] : response.body().readAllBytes();
            response.body().close();
            return new Api.Answer(response.statusCode(), Api.JSON.readTree(body), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<InputStream> ask(Api api, String query, String lastEventId) {
        HttpRequest.Builder request = api.request("/api/v1/stream" + query).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "message";
            StringBuilder data = new StringBuilder();
            String id = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    lastId = id;
                    if (data.length() > 0) {
                        events.add(new Event(name, Api.JSON.readTree(data.toString()), id));
                    }
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith(":")) {
                    comments++;
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                }
            }
            end = End.IN_ORDER;
        } catch (IOException e) {
            end = End.BROKEN_OFF;
        }
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    List<Event> events() {
        return events;
    }

    List<Event> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    /** What is kept of every record that came, in the order it came. */
    List<String> changed() {
        List<String> changed = new ArrayList<>();
        events("change")
                .forEach(event ->
                        changed.add(event.entityId() + " " + event.data().get("version")));
        return changed;
    }

    Event await1(String name) {
        return awaitEvent(event -> event.name().equals(name));
    }

    Event awaitEvent(Predicate<Event> wanted) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> events.stream()
                .anyMatch(wanted));
        return events.stream().filter(wanted).findFirst().orElseThrow();
    }

    void awaitChanges(int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> events("change").size() >= count);
    }

    End awaitEnd() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> end != null);
        return end;
    }

    String lastId() {
        return lastId;
    }

    int comments() {
        return comments;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
