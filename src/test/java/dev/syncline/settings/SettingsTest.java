package dev.syncline.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
