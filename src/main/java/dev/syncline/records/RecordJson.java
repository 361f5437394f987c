package dev.syncline.records;

import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RecordVersion;
import dev.syncline.store.RevisionPage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Versions of a record as JSON; a tombstone shows no data. */
final class RecordJson {

    private RecordJson() {}

    static Map<String, Object> of(RevisionPage page) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("revisions", page.versions().stream().map(RecordJson::of).toList());
        json.put("more", page.more());
        return json;
    }

    /** As other services are told of it. */
    static Map<String, Object> of(RecordRow row, Epoch epoch) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tenant", row.key().tenant());
        json.putAll(of(new RecordVersion(
                row.key(), row.stored().version(), row.stored().state(), row.writer())));
        json.put("epoch", epoch.token());
        json.put("cursor", FeedCursor.at(row.position()).text(epoch, row.key().tenant()));
        return json;
    }

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
