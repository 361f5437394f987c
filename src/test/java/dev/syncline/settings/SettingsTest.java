package dev.syncline.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void hasTheDocumentedDefaults() {
        Settings settings = SettingsOf.defaults();
        assertEquals(1_000, settings.limits().changesPerPush());
        assertEquals(256 * 1024, settings.limits().changeSize().asLongValue());
        assertEquals(8 * 1024 * 1024, settings.limits().bodySize().asLongValue());
        assertEquals(64, settings.limits().jsonDepth());
        assertEquals(Duration.ofMinutes(5), settings.clock().maxSkew());
        assertEquals(Duration.ofHours(1), settings.chain().maxWait());
        assertEquals("syncline.outbox", settings.outbox().topic());
        assertEquals("syncline.acks", settings.acks().topic());
        assertEquals(8 * 1024 * 1024, settings.acks().answerSize().asLongValue());
        assertEquals(100_000, settings.waiting().maxAwaited());
        assertEquals(20_000, settings.waiting().maxAwaitedPerTenant());
        assertEquals("syncline.records", settings.records().topic());
        assertEquals("syncline.dead-letter", settings.deadLetter().topic());
        assertEquals(10, settings.deadLetter().maxAttempts());
        assertEquals(Duration.ofMinutes(1), settings.deadLetter().resendAfter());
        assertEquals(OptionalInt.empty(), settings.outbox().replicationFactor());
        assertFalse(settings.records().enabled());
    }

    /** Elsewhere they are named without one: what a mapping declares counts there too. */
    @Test
    void aDefaultStandsOnlyWhereTheSettingIsDeclared() throws IOException {
        Pattern withDefault = Pattern.compile("\\$\\{syncline\\.[^}:]*:[^}]*}");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(SettingsTest::namesSettings).toList()) {
                withDefault.matcher(Files.readString(file)).results().forEach(name -> found.add(name.group()));
            }
        }
        assertEquals(List.of(), found);
    }

    private static boolean namesSettings(Path file) {
        return file.toString().endsWith(".java") || file.toString().endsWith(".properties");
    }

    @Test
    void hasTheDefaultEntities() {
        Map<String, Settings.EntitySettings> entities = SettingsOf.defaults().entities();
        assertEquals(Set.of("message", "channel", "user"), entities.keySet());
        assertEquals("three-way-merge", entities.get("message").strategy());
        assertEquals(Map.of("text", "text"), entities.get("message").fields());
        assertEquals(Map.of("members", "set"), entities.get("channel").fields());
        assertEquals("last-write-wins", entities.get("user").strategy());
        assertEquals(Optional.empty(), entities.get("user").schema());
    }

    @Test
    void anOverrideChangesOnePropertyAndAdditionsAdd() {
        Map<String, Settings.EntitySettings> entities = SettingsOf.properties(
                        "entities.message.strategy", "last-write-wins",
                        "entities.channel.fields.topic", "text",
                        "entities.note.fields.\"body.text\"", "text",
                        "entities.note.schema", "{\"type\":\"object\"}")
                .entities();
        assertEquals(Set.of("message", "channel", "user", "note"), entities.keySet());
        assertEquals("last-write-wins", entities.get("message").strategy());
        assertEquals(Map.of("text", "text"), entities.get("message").fields());
        assertEquals(
                Map.of("members", "set", "topic", "text"),
                entities.get("channel").fields());
        assertEquals("three-way-merge", entities.get("note").strategy());
        assertEquals(Map.of("body.text", "text"), entities.get("note").fields());
        assertTrue(entities.get("note").schema().isPresent());
    }
}
