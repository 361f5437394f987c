package dev.syncline.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class InstanceReadinessTest {

    private final InstanceReadiness readiness = new InstanceReadiness();

    @Test
    void anInstanceIsSentRequestsFromTheEndOfItsStartToTheBeginningOfItsStop() {
        assertEquals(Status.DOWN, readiness.call().getStatus());
        readiness.started(new StartupEvent());
        assertEquals(Status.UP, readiness.call().getStatus());
        readiness.stops(new ShutdownDelayInitiatedEvent());
        assertEquals(Status.DOWN, readiness.call().getStatus());
    }
}
