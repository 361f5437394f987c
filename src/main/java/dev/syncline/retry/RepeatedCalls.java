package dev.syncline.retry;

import io.smallrye.faulttolerance.api.CustomBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.faulttolerance.Retry;

/** Repeats a call until it succeeds, or is found to be an item's fault, or the service stops. */
@ApplicationScoped
public class RepeatedCalls {

    @Retry(maxRetries = -1, maxDuration = 0, delay = 0, jitter = 0, retryOn = FailedAttempt.ToRepeat.class)
    @CustomBackoff(Patience.class)
    <T> T repeat(Call<T> call) {
        return call.attempt();
    }
}
