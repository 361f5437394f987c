package dev.syncline.service;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A service with little time and room, on an outbox of its own, and traced; one profile, as each costs a start. */
public class Tight implements QuarkusTestProfile {

    static final String OUTBOX = "syncline.outbox-of-the-tight";
    static final Duration BATCH_WITHIN = Duration.ofSeconds(1);
    static final int WAITING = 30;

    /** As few as may be: those of one push. */
    static final int UNPROCESSED = 1_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.datasource.jdbc.additional-jdbc-properties.options", "-c statement_timeout=1000",
                "syncline.engine.batch-within", BATCH_WITHIN.toString(),
                "syncline.chain.max-waiting", Integer.toString(WAITING),
                "syncline.limits.unprocessed-per-tenant", String.valueOf(UNPROCESSED),
                "syncline.outbox.topic", OUTBOX,
                "syncline.stream.max-clients", "4",
                "syncline.stream.max-clients-per-tenant", "3",
                "syncline.stream.buffer", "256K",
                "syncline.stream.heartbeat", "1s");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TraceCollector.class));
    }
}
