package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** One trace shows a push, how long it was queued, the batch that took it, and its acks; what is logged has its id. */
@QuarkusTest
@TestProfile(Tight.class)
class TracingTest {

    TraceCollector collector;

    @Inject
    OpenTelemetry openTelemetry;

    private final Api alice = Api.as(Api.newTenant(), "alice");

    @Test
    void aPushIsOneTraceUpToItsAcks() {
        List<Map<String, Object>> changes =
                List.of(create("message", "m-1", Map.of("text", "a")), create("message", "m-2", Map.of("text", "b")));
        alice.sync("phone", changes);

        TraceCollector.Span push =
                await().atMost(Duration.ofSeconds(30)).until(() -> pushWith("acks publish"), found -> found != null);
        // They come one after the other, those of one batch and those of another.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertOneTrace(push));
    }

    private void assertOneTrace(TraceCollector.Span push) {
        List<TraceCollector.Span> spans = collector.of(push.trace());
        Set<String> names = spans.stream().map(TraceCollector.Span::name).collect(Collectors.toSet());
        assertTrue(names.containsAll(Set.of("outbox queued", "engine batch", "acks publish")), names::toString);
        for (TraceCollector.Span span : spans) {
            if (!span.equals(push)) {
                assertEquals(push.id(), span.parent(), span.name());
            }
            assertTrue(span.begin() <= span.end(), span.name());
        }
        // The changes lie in one partition or in two, so it takes one batch or two.
        Set<Long> taken = times(spans, "engine batch", TraceCollector.Span::begin);
        assertEquals(taken, times(spans, "outbox queued", TraceCollector.Span::end));
        Set<Long> published = times(spans, "acks publish", TraceCollector.Span::begin);
        assertTrue(Collections.min(published) >= Collections.min(taken));
    }

    @Test
    void howManyRequestsAreTracedCanBeSetAndWholeTracesAre() {
        String sampler = ((OpenTelemetrySdk) openTelemetry)
                .getSdkTracerProvider()
                .getSampler()
                .getDescription();
        assertTrue(sampler.startsWith("ParentBased{root:TraceIdRatioBased{1.0"), sampler);
    }

    @Test
    void whatIsLoggedOfAChangeHasItsTrace() {
        List<ExtLogRecord> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                ExtLogRecord record = ExtLogRecord.wrap(line);
                record.copyMdc();
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.syncline.engine");
        logger.addHandler(handler);
        try {
            alice.sync("phone", create("task", "t-1", Map.of("title", "a")));
            alice.sync("laptop", update("task", "t-1", 1L, Map.of("title", "b")));
            alice.push("phone", List.of(update("task", "t-1", 1L, Map.of("title", "throw"))));
            await().atMost(Duration.ofSeconds(30)).until(() -> !failures(logged).isEmpty());
        } finally {
            logger.removeHandler(handler);
        }
        String trace = failures(logged).get(0).getMdc("traceId");
        assertTrue(trace != null && trace.matches("[0-9a-f]{32}"), "traceId=" + trace);
        await().atMost(Duration.ofSeconds(30)).until(() -> collector.of(trace).stream()
                .anyMatch(span -> span.name().equals("engine batch")));
    }

    private static List<ExtLogRecord> failures(List<ExtLogRecord> logged) {
        return logged.stream()
                .filter(line -> line.getMessage().startsWith("resolver failed"))
                .toList();
    }

    /** The request's span of a trace that has a span of this name; null where there is none yet. */
    private TraceCollector.Span pushWith(String name) {
        return collector.all().stream()
                .filter(span -> span.name().equals("POST /api/v1/changes"))
                .filter(push -> collector.of(push.trace()).stream()
                        .anyMatch(span -> span.name().equals(name)))
                .findFirst()
                .orElse(null);
    }

    private static Set<Long> times(
            List<TraceCollector.Span> spans, String name, Function<TraceCollector.Span, Long> time) {
        return spans.stream().filter(span -> span.name().equals(name)).map(time).collect(Collectors.toSet());
    }
}
