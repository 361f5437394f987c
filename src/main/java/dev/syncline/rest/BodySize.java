package dev.syncline.rest;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;

/** Holds a call's body to what the call takes. */
public final class BodySize {

    private BodySize() {}

    /** @param body may be null */
    public static void require(byte[] body, long maxBytes) {
        if (body != null && body.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
    }

    public static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(ErrorCode.PAYLOAD_TOO_LARGE, "the body takes more than " + maxBytes + " bytes");
    }
}
