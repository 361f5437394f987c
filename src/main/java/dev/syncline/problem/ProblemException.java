package dev.syncline.problem;

import dev.syncline.change.ErrorCode;
import java.time.Duration;
import java.util.Map;

/** Ends a request with a problem that the caller is told. */
public final class ProblemException extends RuntimeException {

    private final ErrorCode code;
    private final Duration retryAfter;
    private final Map<String, Object> extensions;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    /** @param retryAfter when to try again, or null where there is nothing to say */
    public ProblemException(ErrorCode code, String detail, Duration retryAfter) {
        this(code, detail, retryAfter, Map.of());
    }

    /** @param extensions further members of the body (RFC 9457, 3.2), as JSON values */
    public ProblemException(ErrorCode code, String detail, Duration retryAfter, Map<String, Object> extensions) {
        super(detail);
        this.code = code;
        this.retryAfter = retryAfter;
        this.extensions = extensions;
    }

    public ErrorCode code() {
        return code;
    }

    public Duration retryAfter() {
        return retryAfter;
    }

    Map<String, Object> extensions() {
        return extensions;
    }
}
