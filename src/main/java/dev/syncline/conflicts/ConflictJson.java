package dev.syncline.conflicts;

import dev.syncline.resolve.Decision;
import dev.syncline.resolve.State;
import dev.syncline.store.ConflictDetail;
import dev.syncline.store.ConflictSummary;
import dev.syncline.store.LostValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** Conflicts as JSON: in a list without their contents, by themselves with all that is kept. */
public final class ConflictJson {

    private ConflictJson() {}

    static Map<String, Object> of(ConflictSummary conflict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", conflict.id().toString());
        json.put("entity", conflict.entity());
        json.put("entityId", conflict.entityId());
        json.put("changeId", conflict.changeId().toString());
        json.put("type", conflict.changeType().name());
        json.put("subject", conflict.subject());
        json.put("clientId", conflict.clientId());
        json.put("strategy", conflict.strategy());
        json.put("outcome", conflict.outcome().name());
        json.put("resolution", conflict.resolution().name());
        json.put("theirsVersion", conflict.theirsVersion());
        json.put("resultVersion", conflict.resultVersion());
        json.put("createdAt", conflict.createdAt().toEpochMilli());
        if (conflict.restoredAt() != null) {
            json.put("restored", restored(conflict));
        }
        return json;
    }

    private static Map<String, Object> restored(ConflictSummary conflict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", conflict.restoredAt().toEpochMilli());
        json.put("by", conflict.restoredBy());
        json.put("changeId", conflict.restoreChange().toString());
        return json;
    }

    static Map<String, Object> of(ConflictDetail conflict) {
        Map<String, Object> json = of(conflict.summary());
        json.put("base", state(conflict.base()));
        json.put("mine", state(conflict.mine()));
        if (conflict.patch() != null) {
            json.put("patch", conflict.patch());
        }
        json.put("theirs", state(conflict.theirs()));
        json.put("result", state(conflict.result()));
        json.put("lost", LostValues.toJson(conflict.lost()));
        return json;
    }

    /** A conflict that is not kept yet. */
    public static Map<String, Object> of(Decision.Conflict conflict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("base", state(conflict.base()));
        json.put("mine", state(conflict.mine()));
        json.put("theirs", state(conflict.theirs()));
        json.put("result", state(conflict.result()));
        json.put("lost", LostValues.toJson(conflict.lost()));
        return json;
    }

    private static Map<String, Object> state(State state) {
        if (state == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", state.data());
        json.put("deleted", state.deleted());
        return json;
    }
}
