package dev.syncline.metrics;

import java.util.List;

/** Every meter: its Prometheus name, what it tells, its labels and its unit. */
public enum Meter {
    CHANGES_RECEIVED("syncline_changes_received_total", "Changes accepted by the ingress", "", "entity", "type"),
    CHANGES_RESOLVED(
            "syncline_changes_resolved_total", "Outcomes decided by the engine", "", "entity", "outcome", "strategy"),
    CHANGES_REJECTED("syncline_changes_rejected_total", "Changes of a push refused by the ingress", "", "code"),
    CONFLICTS("syncline_conflicts_total", "Changes that were not a fast-forward", "", "entity", "resolution"),
    QUEUE_DEPTH("syncline_queue_depth", "Changes accepted and not processed", ""),
    QUEUE_OLDEST_AGE("syncline_queue_oldest_age_seconds", "Age of the oldest change not processed", "seconds"),
    BATCH_SIZE("syncline_batch_size", "Messages in a batch of the engine", ""),
    BATCH_SECONDS("syncline_batch_seconds", "Time that a phase of a batch takes", "seconds", "phase"),
    SYNC_LATENCY("syncline_sync_latency_seconds", "From a change's acceptance to its published ack", "seconds"),
    RETRIES("syncline_retries_total", "Tries that failed and are repeated", "", "cause"),
    CIRCUIT_OPEN("syncline_circuit_open", "1 while a circuit refuses calls or only tries one, else 0", ""),
    ONLINE("syncline_online", "1 while the backend can be reached, else 0", "", "backend"),
    DEAD_LETTERS("syncline_dead_letters_total", "Changes set aside because the service failed on them", "", "cause"),
    PAYLOAD_BYTES(
            "syncline_payload_bytes_total", "Bytes of bodies as they cross the wire", "bytes", "direction", "encoding"),
    STREAM_CLIENTS("syncline_stream_clients", "Event streams that are open", ""),
    SWEPT_ROWS("syncline_swept_rows_total", "Rows forgotten after their retention", "", "kind"),
    CLOCK_SKEW("syncline_clock_skew_seconds", "Distance of clients' clocks from the server's", "seconds");

    private final String prometheusName;
    private final String description;
    private final String unit;
    private final List<String> labels;

    Meter(String prometheusName, String description, String unit, String... labels) {
        this.prometheusName = prometheusName;
        this.description = description;
        this.unit = unit;
        this.labels = List.of(labels);
    }

    public String prometheusName() {
        return prometheusName;
    }

    public String description() {
        return description;
    }

    public String unit() {
        return unit;
    }

    public List<String> labels() {
        return labels;
    }

    /** The name as Micrometer wants it: Prometheus' suffixes are added by the registry. */
    String meterName() {
        String name = prometheusName.replaceFirst("_total$", "");
        return (unit.isEmpty() ? name : name.replaceFirst("_" + unit + "$", "")).replace('_', '.');
    }
}
