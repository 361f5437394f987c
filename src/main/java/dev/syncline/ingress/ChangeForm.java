package dev.syncline.ingress;

import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.ErrorCode;
import dev.syncline.json.JsonCursor;
import dev.syncline.json.JsonReader;
import dev.syncline.json.Reading;
import dev.syncline.json.Texts;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The members of one change as they were sent, with the first rule of JSON that any of them breaks. */
final class ChangeForm {

    /** What the form of a number no double holds is, where {@link Member#isNumber}: no number that any rule allows. */
    static final Object OUT_OF_RANGE = new Object();

    enum Member {
        ID("id"),
        TYPE("type"),
        ENTITY("entity"),
        ENTITY_ID("entityId"),
        DATA("data"),
        PATCH("patch"),
        LOCAL_VERSION("localVersion"),
        TIMESTAMP("timestamp"),
        AFTER("after");

        private static final Map<String, Member> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toMap(member -> member.spelling, Function.identity()));

        private final String spelling;

        Member(String spelling) {
            this.spelling = spelling;
        }

        private boolean isNumber() {
            return this == LOCAL_VERSION || this == TIMESTAMP;
        }
    }

    private final Map<Member, Object> values = new EnumMap<>(Member.class);
    private Set<String> others;
    private ErrorCode broken;
    private String detail;
    private int size;

    private ChangeForm() {}

    /** Reads the object that begins at the current token, to its end. */
    static ChangeForm read(JsonCursor cursor, JsonReader reader) {
        ChangeForm form = new ChangeForm();
        long start = cursor.tokenStart();
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.text();
            form.add(name, reader.read(cursor));
        }
        form.size = Math.toIntExact(cursor.tokenEnd() - start);
        return form;
    }

    /** A member's value; null where it is null or left out. */
    Object value(Member member) {
        return values.get(member);
    }

    /** The code of the first broken rule, or null. */
    ErrorCode broken() {
        return broken;
    }

    String detail() {
        return detail;
    }

    /** In bytes, from brace to brace. */
    int size() {
        return size;
    }

    private void add(String name, Reading reading) {
        Member member = Member.BY_NAME.get(name);
        if (member == null) {
            addOther(name);
        } else if (values.containsKey(member)) {
            breaks(ErrorCode.DUPLICATE_KEY, name + " is named twice");
        }
        if (reading instanceof Reading.Violation violation) {
            addViolation(member, violation);
        } else if (member != null) {
            values.putIfAbsent(member, ((Reading.Value) reading).value());
        }
    }

    // Members that are not known are ignored, so that older servers serve newer clients; they are JSON all the same.
    private void addOther(String name) {
        if (others == null) {
            others = new HashSet<>();
        }
        if (!others.add(name)) {
            breaks(ErrorCode.DUPLICATE_KEY, "a member is named twice");
        }
        if (!Texts.isStorable(name)) {
            breaks(ErrorCode.INVALID_TEXT, "a member's name holds U+0000 or a lone surrogate");
        }
    }

    private void addViolation(Member member, Reading.Violation violation) {
        if (member != null && member.isNumber() && violation.code() == ErrorCode.NUMBER_RANGE) {
            values.putIfAbsent(member, OUT_OF_RANGE);
        } else {
            breaks(
                    violation.code(),
                    (member == null ? "an unknown member" : member.spelling) + ": " + violation.detail());
        }
    }

    private void breaks(ErrorCode code, String why) {
        if (broken == null) {
            broken = code;
            detail = why;
        }
    }
}
