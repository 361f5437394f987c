package dev.syncline.json;

import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Members that an object has only where there is something to say. */
public final class KnownMembers {

    private KnownMembers() {}

    /** @param value a JSON value or a UUID; nothing is put where it is null */
    public static void put(Map<String, Object> json, String name, Object value) {
        tell(json::put, name, value);
    }

    /** The same where members are told one by one. */
    public static void tell(BiConsumer<String, Object> member, String name, Object value) {
        if (value != null) {
            member.accept(name, value instanceof UUID id ? id.toString() : value);
        }
    }
}
