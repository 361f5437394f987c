package dev.syncline.change;

/** Every error a caller can meet, one row each: its public code, the HTTP status of a request it fails, its title. */
public enum ErrorCode {
    MALFORMED(400, "The request is not well-formed"),
    INVALID_PARAMETER(400, "A query parameter or header has no such value"),
    INVALID_CURSOR(400, "The cursor was not issued by this service"),
    UNAUTHORIZED(401, "A valid bearer token is needed"),
    FORBIDDEN(403, "The token does not allow this"),
    NO_TENANT(403, "The token carries no usable tenant claim"),
    NOT_FOUND(404, "There is nothing at this address"),
    UNKNOWN_CHANGE(404, "No outcome is known for this change"),
    METHOD_NOT_ALLOWED(405, "The address does not take this method"),
    NOT_ACCEPTABLE(406, "The address cannot answer in an accepted media type"),
    NO_DEV_TOKENS(404, "Tokens come from the configured provider"),
    NO_EMBEDDED_BACKENDS(404, "The backends are not this process's own"),
    AWAY_ALREADY(409, "The backend is away already"),
    NOTHING_TO_RESTORE(409, "The conflict lost no value"),
    NOT_PENDING(409, "The dead letter is on its way already, or has its final outcome"),
    NOT_EDITABLE(409, "The dead letter's message is not a change that could be edited"),
    REDRIVE_EXHAUSTED(409, "The dead letter was redriven as often as is allowed"),
    REDRIVE_RUNNING(409, "A bulk redrive of these dead letters is not done yet"),
    RESYNC_REQUIRED(410, "The cursor is older than what is kept"),
    PAYLOAD_TOO_LARGE(413, "The body is larger than allowed"),
    TOO_MANY_CHANGES(413, "The push holds more changes than allowed"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
    UNSUPPORTED_ENCODING(415, "The content encoding is not supported"),
    NO_VALID_CHANGE(422, "No change of the push is valid"),
    TOO_MANY_UNPROCESSED(429, "Too many changes of this tenant wait to be processed"),
    TOO_MANY_AWAITED(429, "Too many changes and clients of this tenant are awaited"),
    TOO_MANY_STREAMS(429, "The tenant has as many streams open as it may"),
    INTERNAL(500, "The service failed"),
    BROKER_UNAVAILABLE(503, "The broker did not take every change durably"),
    DATABASE_UNAVAILABLE(503, "The database cannot be reached"),
    TOO_MANY_WAITING(503, "Too many requests wait for outcomes"),
    NO_MORE_STREAMS(503, "The service has as many streams open as it may"),

    // What one change of a push can be refused for; the push itself goes on without it.
    INVALID_CHANGE(422, "The change is not an object of the documented form"),
    INVALID_ID(422, "The id is not a UUID"),
    ID_REUSED(422, "The id was used for another change"),
    INVALID_TYPE(422, "The type is not CREATE, UPDATE or DELETE"),
    UNKNOWN_ENTITY(422, "The entity is not configured"),
    INVALID_ENTITY_ID(422, "The entityId is not 1 to 200 of [A-Za-z0-9._~:-]"),
    INVALID_DATA(422, "The change's data and patch do not fit its type"),
    INVALID_VERSION(422, "The localVersion is not a whole number from 0 to 2^53 - 1"),
    INVALID_TIMESTAMP(422, "The timestamp is not epoch milliseconds"),
    INVALID_AFTER(422, "The change named by after cannot precede this one"),
    NUMBER_RANGE(422, "A number is beyond what a JSON number holds"),
    INVALID_TEXT(422, "A text holds U+0000 or a lone surrogate"),
    DUPLICATE_KEY(422, "An object names a key twice"),
    TOO_DEEP(422, "The JSON is nested deeper than allowed"),
    CHANGE_TOO_LARGE(422, "The change or the record it makes is larger than allowed"),
    SCHEMA_VIOLATION(422, "The record would not satisfy its entity's schema"),

    // What only the engine can find out.
    RECORD_NOT_FOUND(404, "There is no record to update"),
    PREDECESSOR_REJECTED(409, "The change this one builds on was rejected"),
    PREDECESSOR_MISSING(409, "The change this one builds on was never seen"),
    RESOLVER_FAILED(500, "The custom resolver failed"),
    UNDECODABLE(500, "The message is not a change of a known schema version"),
    CRASHED(500, "The service ended each time it began with the change"),
    REFUSED_BY_STORE(500, "The database refused the change"),
    DISCARDED(409, "An operator discarded the change");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
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
