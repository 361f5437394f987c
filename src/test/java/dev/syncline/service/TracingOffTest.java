package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.syncline.tracing.Traces;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Where no collector is named, a request's span stays in the process and is sent nowhere. */
@QuarkusTest
class TracingOffTest {

    @Inject
    OpenTelemetry openTelemetry;

    @Inject
    Traces traces;

    @Test
    void noMessageTakesATraceAlong() {
        Span request = openTelemetry.getTracer("test").spanBuilder("request").startSpan();
        try (Scope current = request.makeCurrent()) {
            assertNull(traces.current());
        } finally {
            request.end();
        }
    }
}
