package dev.syncline.deadletter;

import dev.syncline.change.Change;
import dev.syncline.json.JsonReader;
import dev.syncline.json.KnownMembers;
import dev.syncline.outbox.ChangeJson;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How to redrive a dead letter.
 *
 * @param data what the change shall hold instead, or null; whether it may is for the rules of changes to say
 * @param patch likewise
 * @param dryRun whether to tell only what would become of it
 */
record RedriveRequest(Object data, Object patch, boolean dryRun) {

    private static final Set<String> KNOWN = new TreeSet<>(Set.of("data", "patch", "dryRun"));

    static RedriveRequest read(byte[] body, JsonReader reader) {
        Members members = Members.read(body, reader, KNOWN);
        return new RedriveRequest(members.value("data"), members.value("patch"), members.flag("dryRun"));
    }

    boolean edits() {
        return data != null || patch != null;
    }

    /** The members of the change with the content that is asked for; what it had of the other kind is gone. */
    Map<String, Object> edited(Change change) {
        Map<String, Object> members = ChangeJson.toJson(change);
        members.remove("data");
        members.remove("patch");
        KnownMembers.put(members, "data", data);
        KnownMembers.put(members, "patch", patch);
        return members;
    }
}
