package dev.syncline.ingress;

import dev.syncline.change.Change;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.json.JsonCursor;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Holds a single change that did not come by a push to the rules of one. */
@ApplicationScoped
public class ChangeCheck {

    private final JsonReader reader;
    private final ChangeRules rules;

    public ChangeCheck(Settings settings, EntityCatalog catalog, SchemaCheck schemas) {
        long changeSize = settings.limits().changeSize().asLongValue();
        this.reader = JsonReader.strict(settings.limits().jsonDepth()).upTo(changeSize);
        this.rules = new ChangeRules(catalog, schemas, changeSize);
    }

    /** The change of these members; the first rule that they break is a {@link ProblemException} of its code. */
    public Change require(Map<String, Object> members) {
        try (JsonCursor cursor = JsonCursor.over(JsonWriter.writeBytes(members))) {
            cursor.next();
            PushItem item = rules.judge(ChangeForm.read(cursor, reader));
            if (item instanceof PushItem.Valid valid) {
                return valid.change();
            }
            PushItem.Refused refused = (PushItem.Refused) item;
            throw new ProblemException(refused.code(), refused.detail());
        }
    }
}
