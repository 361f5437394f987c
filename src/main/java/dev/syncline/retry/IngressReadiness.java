package dev.syncline.retry;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether pushes are taken: they need the broker only. */
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
