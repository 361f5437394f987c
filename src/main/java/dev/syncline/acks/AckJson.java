package dev.syncline.acks;

import dev.syncline.change.Ack;
import dev.syncline.change.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An ack as JSON; what there is nothing to say about is left out. */
final class AckJson {

    static final String DATA = "data";

    private AckJson() {}

    static Map<String, Object> of(Ack ack) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("changeId", ack.changeId().toString());
        json.put("clientId", ack.clientId());
        json.put("entity", ack.entity());
        json.put("entityId", ack.entityId());
        json.put("outcome", ack.outcome().name());
        json.put("version", ack.version());
        putKnown(json, "cursor", ack.cursor());
        if (ack.outcome().carriesData()) {
            // Null says that the record is deleted.
            json.put(DATA, ack.data());
        }
        putKnown(json, "conflictId", text(ack.conflictId()));
        putKnown(json, "code", text(ack.code()));
        putKnown(json, "detail", ack.detail());
        json.put("serverTime", ack.serverTime().toEpochMilli());
        return json;
    }

    private static void putKnown(Map<String, Object> json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static String text(UUID id) {
        return id == null ? null : id.toString();
    }

    private static String text(ErrorCode code) {
        return code == null ? null : code.code();
    }
}
