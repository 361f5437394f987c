package dev.syncline.retry;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthGroup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether an instance is to be sent requests: from the end of its start, for which it needs its backends, to the beginning
 * of its stop. By it a load balancer goes. A backend that is away is away for every instance, and each says so itself, in
 * a way that clients know; a load balancer that found no instance at all would answer for reads and status too.
 */
@HealthGroup("instance")
@ApplicationScoped
public class InstanceReadiness implements HealthCheck {

    private volatile boolean running;

    void started(@Observes @Priority(Integer.MAX_VALUE) StartupEvent start) {
        running = true;
    }

    void stops(@Observes ShutdownDelayInitiatedEvent stop) {
        running = false;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("syncline-instance").status(running).build();
    }
}
