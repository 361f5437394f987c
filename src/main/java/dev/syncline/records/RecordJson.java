package dev.syncline.records;

import dev.syncline.store.RecordVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** A version of a record as JSON; a tombstone shows no data. */
final class RecordJson {

    private RecordJson() {}

    static Map<String, Object> of(RecordVersion record) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("entity", record.key().entity());
        json.put("entityId", record.key().entityId());
        json.put("version", record.version());
        json.put("deleted", record.state().deleted());
        if (!record.state().deleted()) {
            json.put("data", record.state().data());
        }
        json.put("updatedAt", record.writer().at().toEpochMilli());
        json.put("subject", record.writer().subject());
        json.put("clientId", record.writer().clientId());
        json.put("changeId", record.writer().changeId().toString());
        return json;
    }
}
