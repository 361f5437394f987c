package dev.syncline.entities;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.json.JsonReader;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.SettingsOf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {

    private static final String NOTE = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema",
             "type": "object", "required": ["text"],
             "properties": {
               "text": {"type": "string", "maxLength": 5},
               "count": {"type": "integer", "minimum": 0},
               "big": {"type": "integer"},
               "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}},
               "a/b": {"const": null},
               "slug": {"pattern": "^[a-z]+$"},
               "nasty": {"pattern": "^(a+)+$"},
               "deep": {"pattern": "^(a|b)*$"},
               "words": {"pattern": "^(?:[a-z]+ ?)+$"}},
             "additionalProperties": false,
             "$defs": {"tag": {"enum": ["x", "y"]}}}""";

    private static final SchemaCheck CHECK = check(NOTE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text':'12345'}",
                "{'text':'😀😀😀😀😀'}",
                "{'text':'','count':7,'big':1e300,'tags':['x','y'],'a/b':null,'slug':'abc'}",
                "{'text':'','count':7.0}",
            })
    void passesWhatSatisfiesTheSchema(String record) {
        assertEquals(Optional.empty(), CHECK.violation("note", record(record)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                          | the record: | text",
                "{'text':'123456'}           | /text:      | 5",
                "{'text':1}                  | /text:      | string",
                "{'text':'','count':-1}      | /count:     | 0",
                "{'text':'','count':0.5}     | /count:     | integer",
                "{'text':'','tags':['x','z']}| /tags/1:    | x",
                "{'text':'','a/b':1}         | /a~1b:      | null",
                "{'text':'','other':1}       | the record: | other",
                "{'text':'','slug':'abc\\n'} | /slug:      | pattern",
            })
    void namesTheFirstViolationWithItsPointer(String record, String pointer, String hint) {
        String sentence = CHECK.violation("note", record(record)).orElseThrow();
        assertTrue(sentence.startsWith(pointer), sentence);
        assertTrue(sentence.contains(hint), sentence);
        assertFalse(sentence.contains("com.") || sentence.contains("java."), sentence);
    }

    @Test
    void keepsTheSentenceShortWhateverTheRecordHolds() {
        String sentence = CHECK.violation("note", Map.of("text", "", "😀".repeat(10_000), 1L))
                .orElseThrow();
        assertTrue(sentence.length() < 500, sentence);
    }

    @ParameterizedTest
    @CsvSource({"nasty, 40", "nasty, 10000", "deep, 200000"})
    void aNastyPatternCostsABoundedTime(String field, int length) {
        Map<String, Object> record = Map.of("text", "", field, "a".repeat(length) + "!");
        assertTimeout(
                Duration.ofSeconds(2),
                () -> assertTrue(CHECK.violation("note", record).isPresent()));
    }

    @ParameterizedTest
    @CsvSource({"nasty, a", "deep, ab", "words, 'a word '"})
    void aLongTextMatchesWhateverAStackHolds(String field, String part) {
        Map<String, Object> record = Map.of("text", "", field, part.repeat(100_000));
        assertEquals(Optional.empty(), CHECK.violation("note", record));
    }

    @Test
    void anEntityWithoutSchemaTakesEverything() {
        assertEquals(Optional.empty(), CHECK.violation("user", Map.of("x", 1L)));
    }

    @Test
    void readsASchemaFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("note.json"), NOTE);
        assertTrue(check(file.toString()).violation("note", Map.of()).isPresent());
    }

    @Test
    void readsASchemaFromTheClassPath() {
        assertTrue(check("classpath:schemas/note.schema.json")
                .violation("note", Map.of())
                .isPresent());
    }

    @Test
    void aSchemaMayReferToItselfByItsId() {
        SchemaCheck check = check("""
                {"$id": "https://example.org/note", "$ref": "https://example.org/text",
                 "$defs": {"text": {"$id": "/text", "required": ["text"]}}}""");
        assertTrue(check.violation("note", Map.of()).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no/such/file.json                                          | a path that this process can read",
                "classpath:no/such.json                                     | put it on the class path",
                "{                                                          | not usable JSON",
                "{\"type\":\"object\",\"type\":\"object\"}                  | twice",
                "{\"type\":\"strnig\"}                                      | not a valid schema: /type",
                "{\"properties\":{\"a\":{\"minLength\":-1}}}                | not a valid schema",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}  | write it in JSON Schema 2020-12",
                "{\"$ref\":\"https://example.org/other.json\"}              | copy that into its $defs",
                "{\"properties\":{\"a\":{\"$ref\":\"other.json\"}}}         | copy that into its $defs",
                "{\"properties\":{\"a\":{\"$ref\":\"file:///etc/passwd\"}}} | copy that into its $defs",
                "{\"properties\":{\"a\":{\"$dynamicRef\":\"http://127.0.0.1:1/x\"}}} | copy that into its $defs",
                "{\"$ref\":\"#/$defs/missing\"}                             | copy that into its $defs",
                "{\"pattern\":\"(\"}                                        | cannot be used",
                "{\"pattern\":\"^(?=.*x)\"}                                 | without lookaround",
                "{\"pattern\":\"(?<!a)b\"}                                  | without lookaround",
                "{\"pattern\":\"(a)\\\\1\"}                                  | back references",
                "{\"pattern\":\"a{1001}\"}                                  | more than 1000 repetitions",
                "{\"pattern\":\"\\\\Aa\"}                                    | cannot be used",
                "{\"pattern\":\"\\\\u12\"}                                   | cannot be used",
                "{\"pattern\":\"a\\\\\"}                                     | cannot be used",
                "{\"patternProperties\":{\"(\":true}}                       | cannot be used",
            })
    void anUnusableSchemaStopsTheStartWithASentence(String source, String advice) {
        String message =
                assertThrows(InvalidSettings.class, () -> check(source)).getMessage();
        assertTrue(message.startsWith("syncline.entities.note.schema "), message);
        assertTrue(message.contains(advice), message);
    }

    private static SchemaCheck check(String source) {
        return new SchemaCheck(SettingsOf.properties("entities.note.schema", source));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> record(String text) {
        return (Map<String, Object>) JsonReader.strict(64).read(text.replace('\'', '"'));
    }
}
