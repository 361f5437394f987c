package dev.syncline.json;

import dev.syncline.change.ErrorCode;

/** Says why a JSON text as a whole cannot be used. */
public final class JsonException extends RuntimeException {

    private final ErrorCode code;

    public JsonException(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
