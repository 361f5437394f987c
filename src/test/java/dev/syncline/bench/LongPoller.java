package dev.syncline.bench;

import dev.syncline.change.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Waits for a client's acks on one instance, and goes on from where it was when that is there again. */
final class LongPoller implements AutoCloseable {

    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Wire wire;
    private final URI instance;
    private final String client;
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LongPoller(Wire wire, URI instance, String client) {
        this.wire = wire;
        this.instance = instance;
        this.client = client;
        Thread thread = new Thread(this::run, "long-poller");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        String after = "";
        while (!closed) {
            Optional<Wire.Answer> answer =
                    wire.get(instance, "/api/v1/acks?clientId=" + client + "&limit=500&wait=5" + after);
            if (answer.isEmpty() || answer.get().status() != 200) {
                LockSupport.parkNanos(AGAIN.toNanos());
                continue;
            }
            Json.array(answer.get().body().get("acks"))
                    .forEach(ack -> heard.add((String) Json.object(ack).get("changeId")));
            after = "&after=" + answer.get().body().get("position");
        }
    }

    /** The changes whose acks it was given. */
    Set<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        closed = true;
    }
}
