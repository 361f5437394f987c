package dev.syncline.change;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every error a caller can meet, one row each: its public code, the HTTP status of a request it fails, its title, and what
 * it is told of.
 */
public enum ErrorCode {
    MALFORMED(400, "The request is not well-formed", Of.REQUEST),
    INVALID_PARAMETER(400, "A query parameter or header has no such value", Of.REQUEST),
    INVALID_CURSOR(400, "The cursor was not issued by this service", Of.REQUEST),
    UNAUTHORIZED(401, "A valid bearer token is needed", Of.REQUEST),
    FORBIDDEN(403, "The token does not allow this", Of.REQUEST, Of.REFUSAL),
    NO_TENANT(403, "The token carries no usable tenant claim", Of.REQUEST),
    NOT_FOUND(404, "There is nothing at this address", Of.REQUEST),
    UNKNOWN_CHANGE(404, "No outcome is known for this change", Of.REQUEST),
    METHOD_NOT_ALLOWED(405, "The address does not take this method", Of.REQUEST),
    NOT_ACCEPTABLE(406, "The address cannot answer in an accepted media type", Of.REQUEST),
    NO_DEV_TOKENS(404, "Tokens come from the configured provider", Of.REQUEST),
    NO_EMBEDDED_BACKENDS(404, "The backends are not this process's own", Of.REQUEST),
    AWAY_ALREADY(409, "The backend is away already", Of.REQUEST),
    NOTHING_TO_RESTORE(409, "The conflict lost no value", Of.REQUEST),
    NOT_PENDING(409, "The dead letter is on its way already, or has its final outcome", Of.REQUEST),
    NOT_EDITABLE(409, "The dead letter's message is not a change that could be edited", Of.REQUEST),
    REDRIVE_EXHAUSTED(409, "The dead letter was redriven as often as is allowed", Of.REQUEST),
    REDRIVE_RUNNING(409, "A bulk redrive of these dead letters is not done yet", Of.REQUEST),
    RESYNC_REQUIRED(410, "The cursor is older than what is kept", Of.REQUEST),
    PAYLOAD_TOO_LARGE(413, "The body is larger than allowed", Of.REQUEST),
    TOO_MANY_CHANGES(413, "The push holds more changes than allowed", Of.REQUEST),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json", Of.REQUEST),
    UNSUPPORTED_ENCODING(415, "The content encoding is not supported", Of.REQUEST),
    NO_VALID_CHANGE(422, "No change of the push is valid", Of.REQUEST),
    TOO_MANY_UNPROCESSED(429, "Too many changes of this tenant wait to be processed", Of.REQUEST),
    TOO_MANY_AWAITED(429, "Too many changes and clients of this tenant are awaited", Of.REQUEST),
    TENANT_BUSY(429, "The tenant's pushes at work take as much memory as they may", Of.REQUEST),
    TOO_MANY_STREAMS(429, "The tenant has as many streams open as it may", Of.REQUEST),
    INTERNAL(500, "The service failed", Of.REQUEST, Of.DEAD_LETTER),
    BROKER_UNAVAILABLE(503, "The broker did not take every change durably", Of.REQUEST),
    DATABASE_UNAVAILABLE(503, "The database cannot be reached", Of.REQUEST),
    TOO_MANY_WAITING(503, "Too many requests wait for outcomes", Of.REQUEST),
    BUSY(503, "The pushes at work take as much memory as they may", Of.REQUEST),
    NO_MORE_STREAMS(503, "The service has as many streams open as it may", Of.REQUEST),

    INVALID_CHANGE(422, "The change is not an object of the documented form", Of.REFUSAL),
    INVALID_ID(422, "The id is not a UUID", Of.REFUSAL),
    ID_REUSED(422, "The id was used for another change", Of.REFUSAL, Of.REJECTION),
    INVALID_TYPE(422, "The type is not CREATE, UPDATE or DELETE", Of.REFUSAL),
    UNKNOWN_ENTITY(422, "The entity is not configured", Of.REFUSAL, Of.REJECTION),
    INVALID_ENTITY_ID(422, "The entityId is not 1 to 200 of [A-Za-z0-9._~:-]", Of.REFUSAL),
    INVALID_DATA(422, "The change's data and patch do not fit its type", Of.REFUSAL),
    INVALID_VERSION(422, "The localVersion is not a whole number from 0 to 2^53 - 1", Of.REFUSAL),
    INVALID_TIMESTAMP(422, "The timestamp is not epoch milliseconds", Of.REFUSAL),
    INVALID_AFTER(422, "The change named by after cannot precede this one", Of.REFUSAL, Of.REJECTION),
    NUMBER_RANGE(422, "A number is beyond what a JSON number holds", Of.REFUSAL),
    INVALID_TEXT(422, "A text holds U+0000 or a lone surrogate", Of.REFUSAL),
    DUPLICATE_KEY(422, "An object names a key twice", Of.REFUSAL),
    TOO_DEEP(422, "The JSON is nested deeper than allowed", Of.REFUSAL),
    CHANGE_TOO_LARGE(422, "The change or the record it makes is larger than allowed", Of.REFUSAL, Of.REJECTION),
    SCHEMA_VIOLATION(422, "The record would not satisfy its entity's schema", Of.REFUSAL, Of.REJECTION),

    RECORD_NOT_FOUND(404, "There is no record to update", Of.REJECTION),
    PREDECESSOR_REJECTED(409, "The change this one builds on was rejected", Of.REFUSAL, Of.REJECTION),
    PREDECESSOR_MISSING(409, "The change this one builds on was never seen", Of.DEAD_LETTER),
    RESOLVER_FAILED(500, "The custom resolver failed", Of.DEAD_LETTER),
    UNDECODABLE(500, "The message is not a change of a known schema version", Of.DEAD_LETTER),
    CRASHED(500, "The service ended each time it began with the change", Of.DEAD_LETTER),
    REFUSED_BY_STORE(500, "The database refused the change", Of.DEAD_LETTER),
    DISCARDED(409, "An operator discarded the change", Of.REJECTION);

    /** What a code is told of. */
    public enum Of {
        /** A request that fails. */
        REQUEST,
        /** A change of a push, which goes on without it. */
        REFUSAL,
        /** A change that the engine rejects. */
        REJECTION,
        /** A change that is set aside. */
        DEAD_LETTER
    }

    private final int status;
    private final String title;
    private final Set<Of> of;

    ErrorCode(int status, String title, Of... of) {
        this.status = status;
        this.title = title;
        this.of = Set.of(of);
    }

    public static Set<ErrorCode> all(Of of) {
        return Arrays.stream(values())
                .filter(code -> code.of.contains(of))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class)));
    }

    /** The public spelling, as in {@code schema-violation}. */
    public String code() {
        return Spelling.of(this);
    }

    public static ErrorCode ofCode(String code) {
        return Spelling.parse(ErrorCode.class, code);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
