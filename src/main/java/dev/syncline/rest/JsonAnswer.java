package dev.syncline.rest;

import dev.syncline.json.JsonWriter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Makes answers of JSON in the normal form. */
public final class JsonAnswer {

    private JsonAnswer() {}

    public static Response.ResponseBuilder ok(Map<String, Object> json) {
        return of(Response.Status.OK, json);
    }

    /** @param json its text in UTF-8 */
    public static Response.ResponseBuilder ok(byte[] json) {
        return of(Response.Status.OK, json);
    }

    public static Response.ResponseBuilder of(Response.Status status, Map<String, Object> json) {
        return of(status, JsonWriter.writeBytes(json));
    }

    private static Response.ResponseBuilder of(Response.Status status, byte[] json) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(json);
    }
}
