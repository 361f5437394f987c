package dev.syncline.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Records what happened, under the names of {@link Meter}. */
@ApplicationScoped
public class Meters {

    @Inject
    MeterRegistry registry;

    public void received(String entity, String type) {
        counter(Meter.CHANGES_RECEIVED, entity, type).increment();
    }

    public void rejected(String code) {
        counter(Meter.CHANGES_REJECTED, code).increment();
    }

    public void resolved(String entity, String outcome, String strategy) {
        counter(Meter.CHANGES_RESOLVED, entity, outcome, strategy).increment();
    }

    public void conflict(String entity, String resolution) {
        counter(Meter.CONFLICTS, entity, resolution).increment();
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
                .register(registry)
                .record(messages);
    }

    public void batchPhase(String phase, Duration taken) {
        timer(Meter.BATCH_SECONDS, false, phase).record(taken);
    }

    public void syncLatency(Duration taken) {
        timer(Meter.SYNC_LATENCY, true).record(taken);
    }

    public void clockSkew(Duration skew) {
        timer(Meter.CLOCK_SKEW, true).record(skew.abs());
    }

    /** Read whenever the meters are; it must answer at once, from what is known. */
    public void gauge(Meter meter, Supplier<Number> value, String... labels) {
        Gauge.builder(meter.meterName(), value)
                .description(meter.description())
                .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                .tags(tags(meter, labels))
                .register(registry);
    }

    private Counter counter(Meter meter, String... values) {
        return Counter.builder(meter.meterName())
                .description(meter.description())
                .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                .tags(tags(meter, values))
                .register(registry);
    }

    private Timer timer(Meter meter, boolean histogram, String... values) {
        return Timer.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(meter, values))
                .publishPercentileHistogram(histogram)
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
