package dev.syncline.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Pushes one change after the other, each of a record of its own and to the next instance, again until it is committed. */
final class Relay implements AutoCloseable {

    static final String CLIENT = "relay";

    private final Wire wire;
    private final List<URI> instances;
    private final Set<String> records = ConcurrentHashMap.newKeySet();
    private final Set<String> changes = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "relay");
    private volatile boolean closed;

    Relay(Wire wire, List<URI> instances) {
        this.wire = wire;
        this.instances = instances;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        int next = 0;
        while (!closed) {
            String id = UUID.randomUUID().toString();
            String entityId = "r-" + changes.size();
            Map<String, Object> push = Creation.push(CLIENT, id, entityId, Map.of("text", entityId));
            int status = 0;
            while (status != 200) {
                status = wire.post(instances.get(next++ % instances.size()), "/api/v1/changes", push, false, "wait=5")
                        .map(Wire.Answer::status)
                        .orElse(0);
            }
            changes.add(id);
            records.add(entityId);
        }
    }

    /** Those that are committed. */
    Set<String> records() {
        return records;
    }

    Set<String> changes() {
        return changes;
    }

    /** Returns when the change at hand is committed. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
