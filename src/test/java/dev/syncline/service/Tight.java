package dev.syncline.service;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A service with little time and room, on an outbox of its own, behind an ingress, traced, and telling other services of
 * records; one profile, as each costs a start.
 */
public class Tight implements QuarkusTestProfile {

    static final String OUTBOX = "syncline.outbox-of-the-tight";
    public static final String RECORDS = "syncline.records-of-the-tight";
    static final Duration BATCH_WITHIN = Duration.ofSeconds(1);
    static final int WAITING = 30;

    /** Of few pushes. */
    static final int UNPROCESSED = 3_000;

    /** In MiB; a quarter is for bodies that arrive. */
    static final int PUSH_MEMORY = 16;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.additional-jdbc-properties.options", "-c statement_timeout=1000"),
                Map.entry("quarkus.http.proxy.proxy-address-forwarding", "true"),
                Map.entry("syncline.engine.custom-resolver.deadline", "5s"),
                Map.entry("syncline.engine.batch-within", BATCH_WITHIN.toString()),
                Map.entry("syncline.chain.max-waiting", Integer.toString(WAITING)),
                Map.entry("syncline.limits.push-memory", PUSH_MEMORY + "M"),
                Map.entry("syncline.limits.unprocessed-per-tenant", String.valueOf(UNPROCESSED)),
                Map.entry("syncline.outbox.topic", OUTBOX),
                Map.entry("syncline.records.enabled", "true"),
                Map.entry("syncline.records.topic", RECORDS),
                Map.entry("syncline.stream.max-clients", "4"),
                Map.entry("syncline.stream.max-clients-per-tenant", "3"),
                Map.entry("syncline.stream.buffer", "256K"),
                Map.entry("syncline.stream.heartbeat", "1s"));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TraceCollector.class));
    }
}
