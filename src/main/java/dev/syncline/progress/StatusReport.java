package dev.syncline.progress;

import dev.syncline.change.Spelling;
import dev.syncline.outbox.OutboxDepth;
import dev.syncline.outbox.QueueSample;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.retry.RetryManager;
import dev.syncline.retry.RetryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the sync stands now, from what is known; asks nobody. */
@ApplicationScoped
public class StatusReport {

    @Inject
    ProgressReporter progress;

    @Inject
    EngineGate gate;

    @Inject
    OutboxDepth queue;

    @Inject
    RetryManager retry;

    @Inject
    NetworkMonitor network;

    /** With null where something is unknown. */
    public Map<String, Object> json() {
        RetryState retries = retry.state();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("online", network.online(Backend.DATABASE) && network.online(Backend.BROKER));
        json.put("unreachable", unreachable());
        json.put("isSyncing", progress.isSyncing());
        json.put("paused", gate.isPaused());
        json.put("queueDepth", queue.latest().map(QueueSample::depth).orElse(null));
        json.put("oldestChangeAgeMs", queue.oldestAge().map(Duration::toMillis).orElse(null));
        json.put("lastSyncTime", progress.lastSync().map(Instant::toEpochMilli).orElse(null));
        json.put("failureCount", retries.failureCount());
        json.put(
                "cause",
                retries.lastCause() == null ? null : retries.lastCause().label());
        json.put(
                "nextRetryTime",
                retries.nextRetryTime() == null ? null : retries.nextRetryTime().toEpochMilli());
        json.put("circuit", Spelling.of(retries.circuit()));
        json.put("progress", progress.progress().map(StatusReport::json).orElse(null));
        return json;
    }

    private List<String> unreachable() {
        return Stream.of(Backend.values())
                .filter(backend -> !network.online(backend))
                .map(Backend::label)
                .toList();
    }

    private static Map<String, Object> json(ProgressReporter.Progress progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("done", progress.done());
        json.put("total", progress.total());
        return json;
    }
}
