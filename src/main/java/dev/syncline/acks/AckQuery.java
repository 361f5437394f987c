package dev.syncline.acks;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.rest.Parameters;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads the body of a query for many acks. */
final class AckQuery {

    private static final int MAX_IDS = 1_000;
    private static final long MAX_BYTES = 256 * 1024;
    private static final JsonReader READER = JsonReader.strict(2).upTo(MAX_BYTES);

    private AckQuery() {}

    static List<UUID> ids(byte[] body) {
        BodySize.require(body, MAX_BYTES);
        if (!(read(body) instanceof Map<?, ?> query) || !(query.get("ids") instanceof List<?> ids)) {
            throw malformed("the body must be {\"ids\": [...]}");
        }
        if (ids.size() > MAX_IDS) {
            throw malformed("ids names more than " + MAX_IDS + " changes");
        }
        return Json.array(ids).stream().map(AckQuery::id).toList();
    }

    private static Object read(byte[] body) {
        try {
            return READER.read(body);
        } catch (JsonException e) {
            throw malformed(e.getMessage());
        }
    }

    private static UUID id(Object id) {
        if (!(id instanceof String text)) {
            throw malformed("ids holds what is no text");
        }
        return Parameters.uuid(text).orElseThrow(() -> malformed("ids holds '" + text + "', which is not a UUID"));
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(ErrorCode.MALFORMED, detail);
    }
}
