package dev.syncline.stream;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Counts the streams that are open, and lets in no more than may be. */
final class Admission {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Settings.Stream settings;
    private final Map<String, Integer> ofTenant = new HashMap<>();
    private int all;

    Admission(Settings.Stream settings) {
        this.settings = settings;
    }

    synchronized void enter(String tenant) {
        if (all >= settings.maxClients()) {
            throw new ProblemException(ErrorCode.NO_MORE_STREAMS, "ask for what is new meanwhile", RETRY_AFTER);
        }
        if (ofTenant.getOrDefault(tenant, 0) >= settings.maxClientsPerTenant()) {
            throw new ProblemException(ErrorCode.TOO_MANY_STREAMS, "ask for what is new meanwhile", RETRY_AFTER);
        }
        all++;
        ofTenant.merge(tenant, 1, Integer::sum);
    }

    synchronized void leave(String tenant) {
        all--;
        ofTenant.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
    }

    synchronized int open() {
        return all;
    }
}
