package dev.syncline.retry;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether an instance is worth sending requests to: pushes need the broker only, and are taken while the database is away.
 * A load balancer that went by {@link BackendReadiness} would then find no instance at all.
 */
@HealthGroup("ingress")
@ApplicationScoped
public class IngressReadiness implements HealthCheck {

    @Inject
    NetworkMonitor network;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("syncline-ingress")
                .status(network.online(Backend.BROKER))
                .build();
    }
}
