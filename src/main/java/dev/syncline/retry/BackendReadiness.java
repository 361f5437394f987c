package dev.syncline.retry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while broker and database can be reached; asks neither, so that it always answers. */
@Readiness
@ApplicationScoped
public class BackendReadiness implements HealthCheck {

    @Inject
    NetworkMonitor network;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("syncline-backends").up();
        for (Backend backend : Backend.values()) {
            BackendStatus status = network.status(backend);
            response.withData(backend.label(), (status.online() ? "online" : "offline") + " since " + status.since());
            if (!status.online()) {
                response.down();
            }
        }
        return response.build();
    }
}
