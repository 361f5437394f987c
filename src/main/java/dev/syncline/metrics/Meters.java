package dev.syncline.metrics;

import dev.syncline.entities.EntityCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Records what happened, under the names of {@link Meter}. */
@ApplicationScoped
public class Meters {

    private static final String UNKNOWN = "unknown";

    /** What took longer counts as this long: no bucket tells it apart. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private record Labelled(Meter meter, List<String> values) {}

    @Inject
    MeterRegistry registry;

    @Inject
    EntityCatalog entities;

    // The registry's own look-up costs as much as reading a change.
    private final Map<Labelled, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Labelled, Timer> timers = new ConcurrentHashMap<>();

    private final Map<List<Tag>, Map<Meter, Supplier<Number>>> gauges = new ConcurrentHashMap<>();

    // Where nobody streams yet, nobody says so.
    @PostConstruct
    void begin() {
        gauge(Meter.STREAM_CLIENTS, () -> 0);
    }

    /** Has a counter there from the start, so that its first count is seen as a rise. */
    public void begin(Meter counter, String... values) {
        counter(counter, values).increment(0);
    }

    public void received(String entity, String type, long changes) {
        counter(Meter.CHANGES_RECEIVED, label(entity), type).increment(changes);
    }

    public void rejected(String code) {
        counter(Meter.CHANGES_REJECTED, code).increment();
    }

    public void resolved(String entity, String outcome, String strategy) {
        counter(Meter.CHANGES_RESOLVED, label(entity), outcome, strategy).increment();
    }

    public void conflict(String entity, String resolution) {
        counter(Meter.CONFLICTS, label(entity), resolution).increment();
    }

    public void deadLetter(String cause) {
        counter(Meter.DEAD_LETTERS, cause).increment();
    }

    public void retry(String cause) {
        counter(Meter.RETRIES, cause).increment();
    }

    public void payload(String direction, String encoding, long bytes) {
        counter(Meter.PAYLOAD_BYTES, direction, encoding).increment(bytes);
    }

    public void swept(String kind, int rows) {
        counter(Meter.SWEPT_ROWS, kind).increment(rows);
    }

    public void batchSize(int messages) {
        DistributionSummary.builder(Meter.BATCH_SIZE.meterName())
                .description(Meter.BATCH_SIZE.description())
                .serviceLevelObjectives(Meter.BATCH_SIZE.buckets())
                .register(registry)
                .record(messages);
    }

    public void batchPhase(String phase, Duration taken) {
        record(timer(Meter.BATCH_SECONDS, phase), taken);
    }

    public void syncLatency(Duration taken) {
        record(timer(Meter.SYNC_LATENCY), taken);
    }

    public void clockSkew(Duration skew) {
        record(timer(Meter.CLOCK_SKEW), skew.abs());
    }

    // Times that others tell can be any; a timer fails at more than 292 years.
    private static void record(Timer timer, Duration taken) {
        timer.record(taken.compareTo(LONGEST) > 0 ? LONGEST : taken);
    }

    /** Read whenever the meters are; it must answer at once, from what is known. Given again, the later one counts. */
    public void gauge(Meter meter, Supplier<Number> value, String... labels) {
        Map<Meter, Supplier<Number>> current =
                gauges.computeIfAbsent(tags(meter, labels), tags -> new ConcurrentHashMap<>());
        current.put(meter, value);
        Gauge.builder(meter.meterName(), () -> current.get(meter).get())
                .description(meter.description())
                .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                .tags(tags(meter, labels))
                .register(registry);
    }

    /** Whoever writes to the outbox past the ingress can name entities without end; every label is a meter of its own. */
    private String label(String entity) {
        return entities.knows(entity) ? entity : UNKNOWN;
    }

    private Counter counter(Meter meter, String... values) {
        return counters.computeIfAbsent(new Labelled(meter, List.of(values)), key -> newCounter(meter, values));
    }

    private Counter newCounter(Meter meter, String... values) {
        return Counter.builder(meter.meterName())
                .description(meter.description())
                .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                .tags(tags(meter, values))
                .register(registry);
    }

    private Timer timer(Meter meter, String... values) {
        return timers.computeIfAbsent(new Labelled(meter, List.of(values)), key -> newTimer(meter, values));
    }

    private Timer newTimer(Meter meter, String... values) {
        return Timer.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(meter, values))
                .serviceLevelObjectives(Arrays.stream(meter.buckets())
                        .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                        .toArray(Duration[]::new))
                .register(registry);
    }

    private static List<Tag> tags(Meter meter, String... values) {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(meter.labels().get(i), values[i]));
        }
        return tags;
    }
}
