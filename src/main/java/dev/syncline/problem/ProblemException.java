package dev.syncline.problem;

import dev.syncline.change.ErrorCode;
import java.time.Duration;

/** Ends a request with a problem that the caller is told. */
public final class ProblemException extends RuntimeException {

    private final ErrorCode code;
    private final Duration retryAfter;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    /** @param retryAfter when to try again, or null where there is nothing to say */
    public ProblemException(ErrorCode code, String detail, Duration retryAfter) {
        super(detail);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
