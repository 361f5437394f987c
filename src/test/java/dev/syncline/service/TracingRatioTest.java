package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many requests are traced is the operator's to set, of a service that is built already; but whole traces are. */
@QuarkusTest
@TestProfile(TracingRatioTest.Seldom.class)
class TracingRatioTest {

    public static class Seldom implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("otel.exporter.otlp.endpoint", "http://localhost:1", "quarkus.otel.traces.sampler.arg", "0");
        }
    }

    @Inject
    OpenTelemetry openTelemetry;

    @Test
    void aRequestIsTracedByTheRatioOrWhereItsCallerIs() {
        assertFalse(isSampled(Context.root()));
        SpanContext caller = SpanContext.createFromRemoteParent(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        assertTrue(isSampled(Context.root().with(Span.wrap(caller))));
    }

    private boolean isSampled(Context parent) {
        Span request = openTelemetry
                .getTracer("test")
                .spanBuilder("request")
                .setParent(parent)
                .startSpan();
        request.end();
        return request.getSpanContext().isSampled();
    }
}
