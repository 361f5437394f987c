package dev.syncline.benchmark;

import static dev.syncline.Gzip.gzip;

import dev.syncline.json.JsonWriter;
import dev.syncline.outbox.ChangeJson;
import dev.syncline.outbox.OutboxRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pushes as clients send them. */
final class Pushes {

    private static final String PATH = "/api/v1/changes";
    private static final int WARMERS = 8;
    private static final Duration WARM_UP = Duration.ofMinutes(2);

    private final Site site;
    private final String token;

    Pushes(Site site) {
        this.site = site;
        this.token = site.token("pusher");
    }

    /**
     * Pushes of so many changes each, awaited, until what a push costs has been done often enough for the optimizing compiler,
     * which takes a good part of the machine until then.
     */
    void warmUp(Workload workload, int changesEach) throws InterruptedException {
        long end = System.nanoTime() + WARM_UP.toNanos();
        ExecutorService senders = Executors.newFixedThreadPool(WARMERS);
        try {
            Callable<Void> warmer = () -> {
                while (System.nanoTime() < end) {
                    List<OutboxRecord> changes;
                    synchronized (workload) {
                        changes = workload.creates(changesEach);
                    }
                    send(body(changes), "plain", true);
                }
                return null;
            };
            for (Future<Void> done : senders.invokeAll(Collections.nCopies(WARMERS, warmer))) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            senders.shutdown();
        }
    }

    static byte[] body(List<OutboxRecord> changes) {
        return JsonWriter.writeBytes(Map.of(
                "clientId",
                "pusher-phone",
                "changes",
                changes.stream()
                        .map(change -> ChangeJson.toJson(change.change()))
                        .toList()));
    }

    static byte[] encoded(byte[] body, String encoding) {
        return switch (encoding) {
            case "gzip" -> gzip(body);
            case "zstd" -> com.github.luben.zstd.Zstd.compress(body);
            default -> body;
        };
    }

    /** Sends one, and returns when it is answered as it should be. */
    void send(byte[] body, String encoding, boolean awaitAcks) throws IOException {
        HttpCall call = new HttpCall(site.address(PATH), token).header("Content-Type", "application/json");
        if (!encoding.equals("plain")) {
            call.header("Content-Encoding", encoding);
        }
        if (awaitAcks) {
            call.header("Prefer", "wait=30");
        }
        call.post(body, awaitAcks ? 200 : 202);
    }
}
