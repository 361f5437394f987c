package dev.syncline.metrics;

import java.util.List;
import java.util.Locale;

/**
 * Every meter: its Prometheus name, what it tells, its labels and its unit. No label takes what a message says: an entity
 * that is not configured is {@code unknown}.
 */
public enum Meter {
    CHANGES_RECEIVED("syncline_changes_received_total", "Changes accepted by the ingress", "", "entity", "type"),
    CHANGES_RESOLVED(
            "syncline_changes_resolved_total", "Outcomes decided by the engine", "", "entity", "outcome", "strategy"),
    CHANGES_REJECTED("syncline_changes_rejected_total", "Changes of a push refused by the ingress", "", "code"),
    CONFLICTS("syncline_conflicts_total", "Changes that were not a fast-forward", "", "entity", "resolution"),
    BATCH_SIZE("syncline_batch_size", "Messages in a batch of the engine", "", Buckets.MESSAGES),
    BATCH_SECONDS(
            "syncline_batch_seconds",
            "Time that a phase of a batch takes, without the waits between its tries",
            "seconds",
            Buckets.WORK,
            "phase"),
    SYNC_LATENCY(
            "syncline_sync_latency_seconds",
            "From a change's acceptance to its published ack",
            "seconds",
            Buckets.LATENCY),
    QUEUE_DEPTH("syncline_queue_depth", "Changes accepted and not processed; the same on every instance", ""),
    QUEUE_OLDEST_AGE(
            "syncline_queue_oldest_age_seconds",
            "Age of the oldest change not processed; the same on every instance",
            "seconds"),
    RETRIES("syncline_retries_total", "Tries that failed and are repeated", "", "cause"),
    CIRCUIT_OPEN("syncline_circuit_open", "1 while a circuit refuses calls or only tries one, else 0", ""),
    ONLINE("syncline_online", "1 while the backend can be reached, else 0", "", "backend"),
    DEAD_LETTERS("syncline_dead_letters_total", "Changes set aside because the service failed on them", "", "cause"),
    DEAD_LETTERS_PENDING(
            "syncline_dead_letters_pending", "Dead letters that wait for somebody; the same on every instance", ""),
    PAYLOAD_BYTES(
            "syncline_payload_bytes_total", "Bytes of bodies as they cross the wire", "bytes", "direction", "encoding"),
    SWEPT_ROWS("syncline_swept_rows_total", "Rows forgotten after their retention", "", "kind"),
    CLOCK_SKEW("syncline_clock_skew_seconds", "Distance of clients' clocks from the server's", "seconds", Buckets.SKEW),
    STREAM_CLIENTS("syncline_stream_clients", "Event streams that are open on this instance", ""),
    FEED_HORIZON_AGE(
            "syncline_feed_horizon_age_seconds",
            "How long a transaction left open, in any database of the cluster, has held back what the feed may show;"
                    + " else 0",
            "seconds");

    /** What kinds there are, as Prometheus names them. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where histograms are cut: few enough to store, and where people set their objectives. */
    private static final class Buckets {

        static final double[] MESSAGES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};
        static final double[] WORK = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

        // Up to a queue that waits for a backend which is away for hours.
        static final double[] LATENCY = {
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400
        };

        // Through the default of syncline.clock.max-skew to a wrong time zone and a wrong date.
        static final double[] SKEW = {0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400};
    }

    private final String prometheusName;
    private final String description;
    private final String unit;
    private final double[] buckets;
    private final List<String> labels;

    Meter(String prometheusName, String description, String unit, String... labels) {
        this(prometheusName, description, unit, new double[0], labels);
    }

    Meter(String prometheusName, String description, String unit, double[] buckets, String... labels) {
        this.prometheusName = prometheusName;
        this.description = description;
        this.unit = unit;
        this.buckets = buckets;
        this.labels = List.of(labels);
    }

    public String prometheusName() {
        return prometheusName;
    }

    public Kind kind() {
        if (buckets.length > 0) {
            return Kind.HISTOGRAM;
        }
        return prometheusName.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE;
    }

    public String description() {
        return description;
    }

    /** Empty for what is merely counted. */
    public String unit() {
        return unit;
    }

    public List<String> labels() {
        return labels;
    }

    /** The upper bounds, in the meter's unit; none for what is no histogram. */
    public double[] buckets() {
        return buckets.clone();
    }

    /** The name as Micrometer wants it: Prometheus' suffixes are added by the registry. */
    String meterName() {
        String name = prometheusName.replaceFirst("_total$", "");
        return (unit.isEmpty() ? name : name.replaceFirst("_" + unit + "$", "")).replace('_', '.');
    }
}
