package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Where no collector is named, there is nothing that makes traces. */
@QuarkusTest
class TracingOffTest {

    @Inject
    OpenTelemetry openTelemetry;

    @Test
    void noSpanIsMade() {
        assertFalse(openTelemetry
                .getTracer("test")
                .spanBuilder("test")
                .startSpan()
                .getSpanContext()
                .isValid());
    }
}
