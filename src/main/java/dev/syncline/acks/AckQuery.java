package dev.syncline.acks;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.rest.Parameters;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads the body of a query for many acks. */
final class AckQuery {

    private static final int MAX_IDS = 1_000;
    private static final long MAX_BYTES = 256 * 1024;
    private static final JsonReader READER = JsonReader.strict(2).upTo(MAX_BYTES);

    private AckQuery() {}

    /** The ids asked for, in their order, each with the texts it was sent as: in upper case, it is the same id. */
    static Map<UUID, Set<String>> ids(byte[] body) {
        BodySize.require(body, MAX_BYTES);
        if (!(read(body) instanceof Map<?, ?> query) || !(query.get("ids") instanceof List<?> ids)) {
            throw malformed("the body must be {\"ids\": [...]}");
        }
        if (ids.size() > MAX_IDS) {
            throw malformed("ids names more than " + MAX_IDS + " changes");
        }
        Map<UUID, Set<String>> sent = new LinkedHashMap<>();
        for (Object id : Json.array(ids)) {
            sent.computeIfAbsent(id(id), first -> new LinkedHashSet<>()).add((String) id);
        }
        return sent;
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
