package dev.syncline.problem;

import dev.syncline.change.ErrorCode;
import dev.syncline.json.JsonWriter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of every error (RFC 9457).
 *
 * @param code the error's public code, which {@code type} ends with
 * @param instance names this occurrence in the log, or null
 * @param extensions further members
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String instance,
        Map<String, Object> extensions) {

    public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    private static final String TYPE_PREFIX = "urn:syncline:problem:";
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(5);

    static Problem of(ErrorCode code, String detail, String instance) {
        return of(code, detail, instance, Map.of());
    }

    private static Problem of(ErrorCode code, String detail, String instance, Map<String, Object> extensions) {
        return new Problem(
                TYPE_PREFIX + code.code(), code.title(), code.status(), detail, code.code(), instance, extensions);
    }

    public static Problem of(ErrorCode code, String detail) {
        return of(code, detail, null);
    }

    public static Problem of(ProblemException problem) {
        return of(problem.code(), problem.getMessage(), null, problem.extensions());
    }

    /** With {@code Retry-After} where it is given or the status asks for one, in whole seconds. */
    Response.ResponseBuilder response(Duration retryAfter) {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(json());
        Duration wait = retryAfter == null && (status == 429 || status == 503) ? DEFAULT_RETRY : retryAfter;
        if (wait != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, Math.max(1, wait.plusMillis(999).toSeconds()));
        }
        return response;
    }

    /** The body. */
    public byte[] json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type);
        members.put("title", title);
        members.put("status", (long) status);
        if (detail != null) {
            members.put("detail", detail);
        }
        members.put("code", code);
        if (instance != null) {
            members.put("instance", instance);
        }
        members.putAll(extensions);
        return JsonWriter.writeBytes(members);
    }
}
