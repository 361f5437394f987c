package dev.syncline.retry;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;

/** Waits itself where a sleep would be asked for: this wait ends early when there is reason to try now. */
public final class Patience implements CustomBackoffStrategy {

    @Override
    public long nextDelayInMillis(Throwable failure) {
        FailedAttempt.ToRepeat failed = (FailedAttempt.ToRepeat) failure;
        failed.call().awaitNext(failed);
        return 0;
    }
}
