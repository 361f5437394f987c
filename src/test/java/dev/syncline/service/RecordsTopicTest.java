package dev.syncline.service;

import static dev.syncline.service.Changes.after;
import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.patch;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.syncline.change.RecordKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Resolved records as other services read them. */
@QuarkusTest
@TestProfile(Tight.class)
class RecordsTopicTest {

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void theLastMessageOfARecordIsTheRecordAsItIs() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a\nb\nc\n")));
        alice.sync("phone", patch("message", "m-1", 1L, Map.of("text", "A\nb\nc\n")));
        JsonNode merged = alice.sync("laptop", patch("message", "m-1", 1L, Map.of("text", "a\nb\nC\n")));
        assertEquals("MERGED", merged.get("outcome").asText());

        ConsumerRecord<byte[], byte[]> last = lastOf("m-1", 3);
        ObjectNode told = told(last);
        assertEquals("1", TopicReader.header(last, "syncline-schema"));
        assertNull(TopicReader.header(last, "syncline-deleted"));
        assertEquals(tenant, told.remove("tenant").asText());
        assertEquals(merged.get("cursor"), told.remove("cursor"));
        assertEquals(alice.get("/api/v1/feed").body().get("epoch"), told.remove("epoch"));
        assertEquals(alice.get("/api/v1/records/message/m-1").body(), told);
        assertEquals("A\nb\nC\n", told.at("/data/text").asText());
    }

    @Test
    void aDeletedRecordHasNoValueSoThatCompactionForgetsItAndAHeaderThatTellsWhoDeletedIt() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        Map<String, Object> deletion = delete("message", "m-1", 1L);
        alice.sync("laptop", deletion);

        ConsumerRecord<byte[], byte[]> last = lastOf("m-1", 2);
        ObjectNode told = told(last);
        assertNull(last.value());
        assertTrue(told.get("deleted").asBoolean());
        assertNull(told.get("data"));
        assertEquals("alice", told.get("subject").asText());
        assertEquals("laptop", told.get("clientId").asText());
        assertEquals(deletion.get("id"), told.get("changeId").asText());
    }

    @Test
    void notEveryVersionIsToldAndNoneBehindALaterOne() {
        List<Map<String, Object>> chain = new ArrayList<>(List.of(create("message", "m-1", Map.of("n", 0))));
        for (int i = 1; i < 50; i++) {
            chain.add(after(chain.get(i - 1), patch("message", "m-1", null, Map.of("n", i))));
        }
        alice.sync("phone", chain);

        assertEquals(49, told(lastOf("m-1", 50)).at("/data/n").asInt());
        List<Long> versions = messages("m-1").stream()
                .map(message -> told(message).get("version").asLong())
                .toList();
        assertEquals(versions.stream().sorted().toList(), versions);
        assertTrue(versions.size() < 50, () -> versions + " were told one by one");
    }

    @Test
    void theLargestRecordIsTold() {
        String half = "x".repeat(128 * 1024);
        String rest = half.substring("{'text':'','more':''}".length());
        alice.sync("phone", create("message", "m-1", Map.of("text", half)));
        JsonNode ack = alice.sync("phone", patch("message", "m-1", 1L, Map.of("more", rest)));
        assertEquals("APPLIED", ack.get("outcome").asText());

        JsonNode data = told(lastOf("m-1", 2)).get("data");
        assertEquals(256 * 1024, Api.bytes(data).length);
        assertEquals(rest, data.get("more").asText());
    }

    @Test
    void theTopicIsCompacted() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Tight.RECORDS);
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)))) {
            assertEquals(
                    "compact",
                    admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                            .value());
        }
    }

    /** Acks come before. */
    private ConsumerRecord<byte[], byte[]> lastOf(String entityId, long version) {
        List<ConsumerRecord<byte[], byte[]>> all = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> messages(entityId),
                        messages -> !messages.isEmpty()
                                && told(messages.get(messages.size() - 1))
                                                .get("version")
                                                .asLong()
                                        == version);
        return all.get(all.size() - 1);
    }

    private List<ConsumerRecord<byte[], byte[]>> messages(String entityId) {
        return TopicReader.all(Tight.RECORDS, new RecordKey(tenant, "message", entityId).composite());
    }

    private static ObjectNode told(ConsumerRecord<byte[], byte[]> message) {
        try {
            String json = message.value() == null
                    ? TopicReader.header(message, "syncline-deleted")
                    : new String(message.value(), StandardCharsets.UTF_8);
            return (ObjectNode) Api.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
