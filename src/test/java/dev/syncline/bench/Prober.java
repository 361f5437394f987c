package dev.syncline.bench;

import dev.syncline.change.Json;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Pushes one change after the other, each of a record of its own, and notes how and how soon it is answered. */
final class Prober {

    private static final String CLIENT = "prober";

    /** @param answer empty where there was none */
    record Probe(Optional<Wire.Answer> answer, Duration took) {

        int status() {
            return answer.map(Wire.Answer::status).orElse(0);
        }
    }

    private final Wire wire;
    private final URI service;
    private final List<String> accepted = new ArrayList<>();

    Prober(Wire wire, URI service) {
        this.wire = wire;
        this.service = service;
    }

    /** @param prefer a preference as of RFC 7240, or null */
    Probe push(String prefer) {
        String id = UUID.randomUUID().toString();
        long begun = System.nanoTime();
        Optional<Wire.Answer> answer = wire.post(service, "/api/v1/changes", pushOf(id), false, prefer);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        answer.filter(given -> given.status() / 100 == 2).ifPresent(given -> accepted.add(id));
        return new Probe(answer, took);
    }

    private static Map<String, Object> pushOf(String id) {
        Map<String, Object> push = new HashMap<>(Creation.push(CLIENT, id, "of-" + id, Map.of("text", "a")));
        push.put("sentAt", System.currentTimeMillis());
        return push;
    }

    /** Whether every change that was accepted is applied, to its record's first version. */
    boolean allAreApplied() {
        Optional<Wire.Answer> answer =
                wire.post(service, "/api/v1/changes/query", Map.of("ids", accepted), false, null);
        List<Object> acks = answer.filter(given -> given.status() == 200)
                .map(given -> Json.array(given.body().get("acks")))
                .orElse(List.of());
        return acks.size() == accepted.size()
                && acks.stream()
                        .map(Json::object)
                        .allMatch(ack -> ack.get("outcome").equals("APPLIED")
                                && ack.get("version").equals(1L));
    }
}
