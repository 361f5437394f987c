package dev.syncline.ingress;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import dev.syncline.change.Origin;
import dev.syncline.change.Uuids;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.ingress.ChangeForm.Member;
import dev.syncline.json.JsonWriter;
import java.util.Map;
import java.util.UUID;

/**
 * What makes a change valid on its own. The first rule that it breaks is reported, in this order: the rules of JSON
 * (whichever is met first, and CHANGE_TOO_LARGE where a value alone cannot fit), INVALID_ID, INVALID_TYPE,
 * UNKNOWN_ENTITY, INVALID_ENTITY_ID, INVALID_DATA, INVALID_VERSION, INVALID_TIMESTAMP, INVALID_AFTER,
 * CHANGE_TOO_LARGE, SCHEMA_VIOLATION. A localVersion or timestamp beyond every number is INVALID_VERSION or
 * INVALID_TIMESTAMP, not NUMBER_RANGE.
 */
final class ChangeRules {

    private static final int MAX_ECHOED_ID = 200;
    // How much longer a change can be as it is kept: 1e15 has four characters, and is written out as sixteen.
    private static final int NUMBER_GROWTH = 4;

    private final EntityCatalog catalog;
    private final SchemaCheck schemas;
    private final long maxSize;

    ChangeRules(EntityCatalog catalog, SchemaCheck schemas, long maxSize) {
        this.catalog = catalog;
        this.schemas = schemas;
        this.maxSize = maxSize;
    }

    PushItem judge(ChangeForm form) {
        try {
            if (form.broken() != null) {
                throw new Breach(form.broken(), form.detail());
            }
            return new PushItem.Valid(change(form), echoedId(form), form.size());
        } catch (Breach breach) {
            return new PushItem.Refused(echoedId(form), breach.code, breach.getMessage());
        }
    }

    private Change change(ChangeForm form) {
        UUID id = id(form);
        ChangeType type = type(form);
        String entity = entity(form);
        String entityId = entityId(form);
        requireContent(form, type);
        Map<String, Object> data = Json.object(form.value(Member.DATA));
        Map<String, Object> patch = Json.object(form.value(Member.PATCH));
        Long localVersion = localVersion(form);
        long timestamp = timestamp(form);
        UUID after = after(form, id);
        requireSize(form, data == null ? patch : data);
        requireSchema(entity, data);
        return new Change(id, type, entity, entityId, data, patch, localVersion, timestamp, after);
    }

    private static UUID id(ChangeForm form) {
        UUID id = Uuids.parse(form.value(Member.ID));
        if (id == null) {
            throw new Breach(ErrorCode.INVALID_ID, "id must be a UUID, as in 0198f7d2-0b5c-7cc1-8b9d-0a1b2c3d4e5f");
        }
        return id;
    }

    private static ChangeType type(ChangeForm form) {
        Object type = form.value(Member.TYPE);
        if ("UPDATE".equals(type)) {
            return ChangeType.UPDATE;
        }
        if ("CREATE".equals(type)) {
            return ChangeType.CREATE;
        }
        if ("DELETE".equals(type)) {
            return ChangeType.DELETE;
        }
        throw new Breach(ErrorCode.INVALID_TYPE, "type must be CREATE, UPDATE or DELETE");
    }

    private String entity(ChangeForm form) {
        if (form.value(Member.ENTITY) instanceof String entity && catalog.knows(entity)) {
            return entity;
        }
        throw new Breach(ErrorCode.UNKNOWN_ENTITY, "entity must be the name of a configured one");
    }

    private static String entityId(ChangeForm form) {
        if (form.value(Member.ENTITY_ID) instanceof String entityId && isEntityId(entityId)) {
            return entityId;
        }
        throw new Breach(
                ErrorCode.INVALID_ENTITY_ID, "entityId must be 1 to 200 of [A-Za-z0-9._~:-], and not '.' or '..'");
    }

    private static void requireContent(ChangeForm form, ChangeType type) {
        Object data = form.value(Member.DATA);
        Object patch = form.value(Member.PATCH);
        boolean fits =
                switch (type) {
                    case CREATE -> data instanceof Map && patch == null;
                    case UPDATE -> data == null ? patch instanceof Map : data instanceof Map && patch == null;
                    case DELETE -> data == null && patch == null;
                };
        if (!fits) {
            throw new Breach(
                    ErrorCode.INVALID_DATA,
                    switch (type) {
                        case CREATE -> "a CREATE needs data, an object, and no patch";
                        case UPDATE -> "an UPDATE needs either data or patch, an object";
                        case DELETE -> "a DELETE has neither data nor patch";
                    });
        }
    }

    private static Long localVersion(ChangeForm form) {
        Object version = form.value(Member.LOCAL_VERSION);
        if (version == null) {
            return null;
        }
        if (version instanceof Long number && number >= 0) {
            return number;
        }
        throw new Breach(
                ErrorCode.INVALID_VERSION,
                "localVersion must be a whole number from 0 to 2^53 - 1, or be left out for a blind write");
    }

    private static long timestamp(ChangeForm form) {
        if (form.value(Member.TIMESTAMP) instanceof Long millis && millis >= 0 && millis <= Change.MAX_TIMESTAMP) {
            return millis;
        }
        throw new Breach(ErrorCode.INVALID_TIMESTAMP, "timestamp must be whole milliseconds from 0 to 8.64e15");
    }

    private static UUID after(ChangeForm form, UUID id) {
        Object value = form.value(Member.AFTER);
        UUID after = Uuids.parse(value);
        if (value != null && (after == null || after.equals(id))) {
            throw new Breach(ErrorCode.INVALID_AFTER, "after must be the id of another change, a UUID");
        }
        return after;
    }

    private void requireSize(ChangeForm form, Map<String, Object> content) {
        requireSize("the change has ", form.size());
        if (content != null && form.size() > maxSize / NUMBER_GROWTH) {
            requireSize("its content would take ", JsonWriter.writeBytes(content).length);
        }
    }

    private void requireSize(String what, int size) {
        if (size > maxSize) {
            throw new Breach(ErrorCode.CHANGE_TOO_LARGE, what + size + " bytes of JSON; " + maxSize + " are allowed");
        }
    }

    private void requireSchema(String entity, Map<String, Object> data) {
        if (data != null) {
            schemas.violation(entity, data).ifPresent(sentence -> {
                throw new Breach(ErrorCode.SCHEMA_VIOLATION, sentence);
            });
        }
    }

    private static boolean isEntityId(String text) {
        int length = text.length();
        if (length == 0 || length > Origin.MAX_NAME || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int index = 0; index < length; index++) {
            if (!isEntityIdCharacter(text.charAt(index))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEntityIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._~:-".indexOf(c) >= 0;
    }

    private static String echoedId(ChangeForm form) {
        return form.value(Member.ID) instanceof String id && id.length() <= MAX_ECHOED_ID ? id : null;
    }

    /** Ends the judgement of one change; it does not leave this class. */
    private static final class Breach extends RuntimeException {

        private final ErrorCode code;

        Breach(ErrorCode code, String detail) {
            super(detail, null, false, false);
            this.code = code;
        }
    }
}
