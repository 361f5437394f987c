package dev.syncline.entities;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.FieldType;
import dev.syncline.resolve.FieldTypes;
import dev.syncline.resolve.Strategy;
import dev.syncline.resolve.Strategy.Kind;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import dev.syncline.settings.SettingsOf;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityCatalogTest {

    @Test
    void holdsTheDefaultEntities() {
        EntityCatalog catalog = catalog(SettingsOf.defaults());
        assertEquals(Set.of("message", "channel", "user"), catalog.entities());
        assertEquals(
                Optional.of(new EntityRules(
                        "message", new Strategy(Kind.THREE_WAY_MERGE, null), Map.of("text", FieldType.TEXT))),
                catalog.rules("message"));
        assertEquals(
                Kind.LAST_WRITE_WINS,
                catalog.rules("user").orElseThrow().strategy().kind());
        assertTrue(catalog.knows("channel"));
        assertFalse(catalog.knows("Channel"));
        assertEquals(Optional.empty(), catalog.rules("unknown"));
    }

    @Test
    void readsPathsWithOrWithoutTheRoot() {
        EntityRules rules = catalog(SettingsOf.properties(
                        "entities.note.strategy", "custom:notes",
                        "entities.note.fields.\"$.body.text\"", "text",
                        "entities.note.fields.\"stats.likes\"", "counter",
                        "entities.note.fields.tags", "set",
                        "entities.note.fields.\"$.list\"", "list",
                        "entities.note.fields.high", "max",
                        "entities.note.fields.low", "min"))
                .rules("note")
                .orElseThrow();
        assertEquals(new Strategy(Kind.CUSTOM, "notes"), rules.strategy());
        assertEquals(
                FieldTypes.of(Map.of(
                        "body.text", FieldType.TEXT,
                        "stats.likes", FieldType.COUNTER,
                        "tags", FieldType.SET,
                        "list", FieldType.LIST,
                        "high", FieldType.MAX,
                        "low", FieldType.MIN)),
                rules.types());
    }

    @ParameterizedTest
    @CsvSource({
        "entities.message.strategy, newest-wins, set last-write-wins",
        "entities.message.strategy, custom:, set last-write-wins",
        "entities.message.strategy, custom:notse, '.strategy is ''custom:notse'', but no resolver is called notse'",
        "entities.message.strategy, custom:notse, 'CustomResolver that is @Named(\"notse\")'",
        "entities.message.fields.text, prose, 'set one of text, set, list, counter, max, min'",
        "entities.message.fields.text, TEXT, set one of",
        "entities.message.fields.\"$.text\", text, a second time",
        "entities.message.fields.\"a[0]\", text, property names",
        "entities.message.fields.\"a..b\", text, property names",
        "entities.message.fields.\"$\", text, property names",
        "entities.\"a/b\".strategy, last-write-wins, call the entity",
    })
    void nonsenseStopsTheStartWithASentenceThatSaysWhatToDo(String name, String value, String advice) {
        String message = assertThrows(InvalidSettings.class, () -> catalog(SettingsOf.properties(name, value)))
                .getMessage();
        assertTrue(message.startsWith("syncline.entities."), message);
        assertTrue(message.contains(advice), message);
    }

    private static EntityCatalog catalog(Settings settings) {
        return new EntityCatalog(settings.entities(), "notes"::equals);
    }
}
