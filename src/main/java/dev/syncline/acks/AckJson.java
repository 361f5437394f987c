package dev.syncline.acks;

import dev.syncline.change.Ack;
import dev.syncline.json.KnownMembers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** An ack as JSON; what there is nothing to say about is left out. */
final class AckJson {

    static final String DATA = "data";

    private AckJson() {}

    static Map<String, Object> of(Ack ack) {
        Map<String, Object> json = new LinkedHashMap<>();
        tell(ack, json::put);
        return json;
    }

    /** Tells the members one by one, in their order. */
    static void tell(Ack ack, BiConsumer<String, Object> member) {
        member.accept("changeId", ack.changeId().toString());
        member.accept("clientId", ack.clientId());
        member.accept("entity", ack.entity());
        member.accept("entityId", ack.entityId());
        member.accept("outcome", ack.outcome().name());
        member.accept("version", ack.version());
        KnownMembers.tell(member, "cursor", ack.cursor());
        if (ack.outcome().carriesData()) {
            // Null says that the record is deleted.
            member.accept(DATA, ack.data());
        }
        KnownMembers.tell(member, "conflictId", ack.conflictId());
        KnownMembers.tell(member, "code", ack.code() == null ? null : ack.code().code());
        KnownMembers.tell(member, "detail", ack.detail());
        member.accept("serverTime", ack.serverTime().toEpochMilli());
    }
}
