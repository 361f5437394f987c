package dev.syncline.deadletter;

import dev.syncline.conflicts.ConflictJson;
import dev.syncline.json.JsonReader;
import dev.syncline.json.KnownMembers;
import dev.syncline.security.Roles;
import dev.syncline.store.BulkRedriveRow;
import dev.syncline.store.DeadLetterAudit;
import dev.syncline.store.DeadLetterMessage;
import dev.syncline.store.DeadLetterSummary;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters as JSON: in a list without their messages, by themselves with all that is known. */
final class DeadLetterJson {

    private DeadLetterJson() {}

    static Map<String, Object> of(DeadLetterSummary letter, Reach reach) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", letter.id().toString());
        json.put("state", letter.state().name());
        json.put("attempt", letter.attempt());
        json.put("cause", letter.cause());
        json.put("detail", letter.detail());
        KnownMembers.put(json, "changeId", letter.changeId());
        KnownMembers.put(json, "entity", letter.entity());
        KnownMembers.put(json, "entityId", letter.entityId());
        KnownMembers.put(json, "subject", letter.subject());
        KnownMembers.put(json, "clientId", letter.clientId());
        putTime(json, "receivedAt", letter.receivedAt());
        putTime(json, "failedAt", letter.failedAt());
        putTime(json, "updatedAt", letter.updatedAt());
        if (reach.caller().has(Roles.SYNC_OPERATOR)) {
            // What the service is made of is not for a tenant.
            KnownMembers.put(json, "exception", letter.exception());
            json.put("topic", letter.messageTopic());
            json.put("partition", letter.messagePartition());
            json.put("offset", letter.messageOffset());
        }
        return json;
    }

    static Map<String, Object> of(
            DeadLetterMessage letter,
            LetterContent content,
            long parked,
            List<DeadLetterAudit> audit,
            boolean takesOrders,
            Reach reach) {
        Map<String, Object> json = of(letter.summary(), reach);
        json.put("takesOrders", takesOrders);
        if (content.outbox() == null) {
            json.put("message", message(letter));
        } else {
            json.put("change", content.json());
        }
        json.put("parked", parked);
        json.put("audit", audit.stream().map(DeadLetterJson::of).toList());
        return json;
    }

    private static Map<String, Object> message(DeadLetterMessage letter) {
        Map<String, Object> json = new LinkedHashMap<>();
        KnownMembers.put(json, "schemaVersion", letter.schemaVersion());
        KnownMembers.put(json, "key", base64(letter.key()));
        KnownMembers.put(json, "payload", base64(letter.payload()));
        return json;
    }

    private static Map<String, Object> of(DeadLetterAudit audit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("action", audit.action().name());
        json.put("attempt", audit.attempt());
        json.put("subject", audit.subject());
        putTime(json, "at", audit.at());
        KnownMembers.put(json, "before", change(audit.before()));
        KnownMembers.put(json, "after", change(audit.after()));
        return json;
    }

    private static Object change(String text) {
        return text == null ? null : JsonReader.stored().read(text);
    }

    static Map<String, Object> of(Order order) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", order.order().id().toString());
        KnownMembers.put(json, "changeId", order.changeId());
        json.put("attempt", order.order().attempt());
        return json;
    }

    static Map<String, Object> of(DryRunResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("outcome", result.outcome().name());
        json.put("version", result.version());
        KnownMembers.put(json, "data", result.data());
        KnownMembers.put(json, "conflict", result.conflict() == null ? null : ConflictJson.of(result.conflict()));
        KnownMembers.put(
                json, "code", result.code() == null ? null : result.code().code());
        KnownMembers.put(json, "detail", result.detail());
        return json;
    }

    static Map<String, Object> started(BulkRedriveRow job) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("job", job.id().toString());
        json.put("matched", job.matched());
        return json;
    }

    static Map<String, Object> progress(BulkRedriveRow job) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("matched", job.matched());
        json.put("sent", job.sent());
        json.put("failed", job.failed());
        json.put("done", job.done());
        KnownMembers.put(json, "code", job.code() == null ? null : job.code().code());
        return json;
    }

    private static void putTime(Map<String, Object> json, String name, Instant time) {
        KnownMembers.put(json, name, time == null ? null : time.toEpochMilli());
    }

    private static String base64(byte[] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
