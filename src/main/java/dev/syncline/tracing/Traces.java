package dev.syncline.tracing;

import dev.syncline.kafka.HeaderText;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A push's trace on the other side of the broker: how long its changes were queued, the batch that took them, and their
 * acks; each a span of the push, however many changes of it are in the batch, so that a trace can be read.
 */
@ApplicationScoped
public class Traces {

    /** The W3C header that takes a trace along. */
    public static final String HEADER = "traceparent";

    /** A step that goes on until it is closed. */
    public interface Step extends AutoCloseable {

        @Override
        void close();
    }

    private static final Step UNTRACED = () -> {};
    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<String> VALUE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String value) {
            return List.of(HEADER);
        }

        @Override
        public String get(String value, String key) {
            return key.equals(HEADER) ? value : null;
        }
    };

    /** What came of one push in one batch. */
    private static final class Share {
        private final Instant queuedAt;
        private int changes;

        private Share(Instant queuedAt) {
            this.queuedAt = queuedAt;
        }
    }

    private final boolean off;
    private final Tracer tracer;
    private final Clock clock;

    @Inject
    Traces(@ConfigProperty(name = TracingSwitch.DISABLED) boolean off, OpenTelemetry openTelemetry, Clock clock) {
        this.off = off;
        this.tracer = openTelemetry.getTracer("dev.syncline");
        this.clock = clock;
    }

    /** What messages that are sent now take along; null where there is no trace. */
    public Header current() {
        SpanContext span = off ? SpanContext.getInvalid() : Span.current().getSpanContext();
        if (!span.isValid()) {
            return null;
        }
        Map<String, String> carrier = new LinkedHashMap<>();
        W3C.inject(Context.current(), carrier, Map::put);
        return new RecordHeader(HEADER, carrier.get(HEADER).getBytes(StandardCharsets.UTF_8));
    }

    /** A batch is taken into work: what it holds was queued until now. */
    public Step batch(Iterable<ConsumerRecord<byte[], byte[]>> messages) {
        if (off) {
            return UNTRACED;
        }
        Map<String, Share> shares = new LinkedHashMap<>();
        int size = 0;
        String first = null;
        for (ConsumerRecord<byte[], byte[]> message : messages) {
            size++;
            first = first == null ? message.partition() + "-" + message.offset() : first;
            Header header = HeaderText.last(message.headers(), HEADER);
            if (header != null) {
                Instant sentAt = Instant.ofEpochMilli(message.timestamp());
                shares.computeIfAbsent(text(header), trace -> new Share(sentAt)).changes++;
            }
        }
        Instant now = clock.instant();
        List<Span> batches = new ArrayList<>();
        for (Map.Entry<String, Share> each : shares.entrySet()) {
            Context push = pushOf(each.getKey());
            Share share = each.getValue();
            // Clocks of different instances.
            Instant queuedAt = share.queuedAt.isAfter(now) ? now : share.queuedAt;
            started("outbox queued", SpanKind.CONSUMER, push, queuedAt, share.changes)
                    .end(now);
            Span batch = started("engine batch", SpanKind.CONSUMER, push, now, share.changes);
            batch.setAttribute("syncline.batch", first);
            batch.setAttribute("syncline.batch.size", size);
            batches.add(batch);
        }
        return () -> {
            Instant end = clock.instant();
            batches.forEach(batch -> batch.end(end));
        };
    }

    /**
     * Acks are being published.
     *
     * @param carried the trace header of each one's change, or null
     */
    public Step acks(Iterable<Header> carried) {
        if (off) {
            return UNTRACED;
        }
        Map<String, Integer> changes = new LinkedHashMap<>();
        for (Header header : carried) {
            if (header != null) {
                changes.merge(text(header), 1, Integer::sum);
            }
        }
        Instant now = clock.instant();
        List<Span> acks = new ArrayList<>();
        changes.forEach(
                (push, count) -> acks.add(started("acks publish", SpanKind.PRODUCER, pushOf(push), now, count)));
        return () -> {
            Instant end = clock.instant();
            acks.forEach(ack -> ack.end(end));
        };
    }

    private Span started(String name, SpanKind kind, Context parent, Instant at, int changes) {
        return tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kind)
                .setStartTimestamp(at)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("syncline.changes", changes)
                .startSpan();
    }

    private static Context pushOf(String trace) {
        return W3C.extract(Context.root(), trace, VALUE);
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
