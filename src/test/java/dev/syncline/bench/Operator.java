package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks after one instance of the service, as people and tools do: its status, meters and health, stop and go. */
final class Operator {

    /** All that an instance told of itself at one time. */
    record Look(
            Map<String, Object> status,
            Map<String, Double> meters,
            String liveness,
            String readiness,
            String readinessToTakePushes) {

        boolean online() {
            return (Boolean) status.get("online");
        }

        String circuit() {
            return (String) status.get("circuit");
        }

        /** Of the status; null where the instance does not know. */
        Long number(String name) {
            return (Long) status.get(name);
        }

        /** @param meter its name with its labels */
        double meter(String meter) {
            return meters.get(meter);
        }

        boolean online(String backend) {
            return meter("syncline_online{backend=\"" + backend + "\"}") == 1;
        }
    }

    private static final String BULK = "/api/v1/dead-letters/redrive";

    private final Wire wire;
    private final URI service;

    Operator(Wire wire, URI service) {
        this.wire = wire;
        this.service = service;
    }

    Look look() {
        return new Look(status(), meters(), health("live"), health("ready"), health("group/ingress"));
    }

    Map<String, Object> status() {
        Wire.Answer answer = wire.get(service, "/api/v1/status").orElseThrow();
        assertEquals(200, answer.status());
        return answer.body();
    }

    /** Of the status; null where the instance does not know. */
    Long number(String name) {
        return (Long) status().get(name);
    }

    boolean isPaused() {
        return (Boolean) status().get("paused");
    }

    long depth() {
        return number("queueDepth");
    }

    long failures() {
        return number("failureCount");
    }

    /** Whether it tries again by itself, and not sooner than after so long. */
    boolean waitsFor(Duration wait) {
        Long next = number("nextRetryTime");
        return next != null && next > System.currentTimeMillis() + wait.toMillis();
    }

    private String health(String kind) {
        return (String)
                wire.get(service, "/q/health/" + kind).orElseThrow().body().get("status");
    }

    private Map<String, Double> meters() {
        Map<String, Double> meters = new LinkedHashMap<>();
        try {
            wire.text(service, "/q/metrics")
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int end = line.lastIndexOf(' ');
                        meters.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
                    });
            return meters;
        } catch (IOException e) {
            throw new AssertionError("no meters", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void syncNow() {
        order(202, "/api/v1/sync");
    }

    void pauseEngine() {
        order(200, "/api/v1/engine/pause");
    }

    void resumeEngine() {
        order(200, "/api/v1/engine/resume");
    }

    List<Map<String, Object>> deadLetters() {
        Wire.Answer answer = wire.get(service, "/api/v1/dead-letters").orElseThrow();
        assertEquals(200, answer.status());
        return Json.array(answer.body().get("deadLetters")).stream()
                .map(Json::object)
                .toList();
    }

    void redrive(Map<String, Object> deadLetter) {
        order(202, "/api/v1/dead-letters/" + deadLetter.get("id") + "/redrive");
    }

    /** Starts to redrive all, so many a second; returns the job, or nothing where the answer is that another is running. */
    Optional<String> redriveAll(int rate) {
        Wire.Answer answer =
                wire.post(service, BULK, Map.of("rate", rate), false, null).orElseThrow();
        if (answer.status() == 409) {
            assertEquals("redrive-running", answer.body().get("code"));
            return Optional.empty();
        }
        assertEquals(202, answer.status(), answer::toString);
        return Optional.of((String) answer.body().get("job"));
    }

    /** How far a job is. */
    Map<String, Object> redriveOfAll(String job) {
        Wire.Answer answer = wire.get(service, BULK + "/" + job).orElseThrow();
        assertEquals(200, answer.status(), answer::toString);
        return answer.body();
    }

    private void order(int expected, String path) {
        Wire.Answer answer = wire.post(service, path, Map.of(), false, null).orElseThrow();
        assertEquals(expected, answer.status(), () -> path + ": " + answer);
    }
}
