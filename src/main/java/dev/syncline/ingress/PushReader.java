package dev.syncline.ingress;

import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.json.JsonCursor;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.json.Reading;
import dev.syncline.json.Texts;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes a push apart, in one pass. What is wrong with the push itself ends it with a {@link ProblemException}; what is
 * wrong with a change refuses that change and leaves its neighbours alone.
 */
@ApplicationScoped
public class PushReader {

    // Every message of the push carries it.
    private static final int MAX_EPOCH = 200;

    private final int maxChanges;
    private final JsonReader reader;
    private final ChangeRules rules;

    public PushReader(Settings settings, EntityCatalog catalog, SchemaCheck schemas) {
        long changeSize = settings.limits().changeSize().asLongValue();
        this.maxChanges = settings.limits().changesPerPush();
        this.reader = JsonReader.strict(settings.limits().jsonDepth()).upTo(changeSize);
        this.rules = new ChangeRules(catalog, schemas, changeSize);
    }

    /** @param allowed whether the sender may make a change */
    public Push read(byte[] body, Predicate<Change> allowed) {
        try (JsonCursor cursor = JsonCursor.overBody(body)) {
            Push push = new Pass(cursor, allowed).push();
            cursor.requireEnd();
            return push;
        } catch (JsonException e) {
            throw new ProblemException(e.code(), e.getMessage());
        }
    }

    /** One push on its way through the reader. */
    private final class Pass {

        private final JsonCursor cursor;
        private final Predicate<Change> allowed;
        private final Set<String> names = new HashSet<>();
        private String clientId;
        private Long sentAt;
        private String epoch;
        private List<PushItem> items;

        Pass(JsonCursor cursor, Predicate<Change> allowed) {
            this.cursor = cursor;
            this.allowed = allowed;
        }

        Push push() {
            if (cursor.next() != JsonToken.START_OBJECT) {
                throw malformed("the push must be a JSON object");
            }
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.text();
                if (!names.add(name)) {
                    throw malformed("the push names a member twice");
                }
                if (!Texts.isStorable(name)) {
                    throw malformed("the name of a member holds U+0000 or a lone surrogate");
                }
                member(name);
            }
            requireClientId();
            if (items == null) {
                throw malformed("changes is missing");
            }
            return new Push(clientId, sentAt, epoch, Neighbours.judge(items, allowed));
        }

        private void member(String name) {
            switch (name) {
                case "clientId" -> clientId = text("clientId");
                case "epoch" -> epoch = epoch();
                case "sentAt" -> sentAt = time();
                case "changes" -> items = changes();
                default -> value("an unknown member");
            }
        }

        private List<PushItem> changes() {
            if (cursor.next() != JsonToken.START_ARRAY) {
                throw malformed("changes must be an array");
            }
            List<PushItem> changes = new ArrayList<>();
            for (JsonToken token = cursor.next(); token != JsonToken.END_ARRAY; token = cursor.next()) {
                if (changes.size() == maxChanges) {
                    throw new ProblemException(
                            ErrorCode.TOO_MANY_CHANGES,
                            "changes holds more than " + maxChanges + "; send several pushes");
                }
                changes.add(change(token));
            }
            if (changes.isEmpty()) {
                throw malformed("changes is empty");
            }
            return changes;
        }

        private PushItem change(JsonToken token) {
            if (token == JsonToken.START_OBJECT) {
                return rules.judge(ChangeForm.read(cursor, reader));
            }
            cursor.skip();
            return new PushItem.Refused(null, ErrorCode.INVALID_CHANGE, "a change must be a JSON object");
        }

        private String text(String name) {
            Object value = value(name);
            if (value == null || value instanceof String) {
                return (String) value;
            }
            throw malformed(name + " must be a string");
        }

        private String epoch() {
            String given = text("epoch");
            if (given != null && given.length() > MAX_EPOCH) {
                throw malformed("epoch must be the one of an earlier answer, of at most " + MAX_EPOCH + " characters");
            }
            return given;
        }

        private Long time() {
            Object value = value("sentAt");
            if (value == null || value instanceof Long millis && millis >= 0 && millis <= Change.MAX_TIMESTAMP) {
                return (Long) value;
            }
            throw malformed("sentAt must be whole milliseconds from 0 to 8.64e15");
        }

        private Object value(String name) {
            Reading reading = reader.read(cursor);
            if (reading instanceof Reading.Violation violation) {
                throw malformed(name + ": " + violation.detail());
            }
            return ((Reading.Value) reading).value();
        }

        private void requireClientId() {
            if (!Origin.isName(clientId)) {
                throw malformed("clientId must be a string of 1 to " + Origin.MAX_NAME
                        + " characters without control characters");
            }
        }

        private ProblemException malformed(String detail) {
            return new ProblemException(ErrorCode.MALFORMED, detail);
        }
    }
}
