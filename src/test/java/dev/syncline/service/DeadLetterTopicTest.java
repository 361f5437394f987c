package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** A dead letter that its topic does not take is not done with. */
@QuarkusTest
class DeadLetterTopicTest {

    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "syncline.dead-letter");

    @Inject
    Database database;

    private final String tenant = Api.newTenant();

    @Test
    void aFailedMessageIsNotAcknowledgedUntilTheDeadLetterTopicTakesIt() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)))) {
            long before = deadLetters(admin);
            takeOnly(admin, "1");
            int partition;
            try {
                String marker = UUID.randomUUID().toString();
                OutboxTopic.send(List.of(OutboxTopic.message("k", OutboxTopic.envelope(tenant, "\"" + marker + "\""))));
                await().atMost(Duration.ofSeconds(20)).until(() -> place(marker, "partition") >= 0);
                partition = (int) place(marker, "partition");
                long offset = place(marker, "\"offset\"");

                // The table has it, but its topic has not: the group's offset stays where it is.
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> committed(admin, partition) <= offset);
                assertEquals(before, deadLetters(admin));
            } finally {
                takeOnly(admin, "1048588");
            }
            Api alice = Api.as(tenant, "alice", "sync", "sync-operator");
            alice.post("/api/v1/sync", Map.of());
            await().atMost(Duration.ofSeconds(60)).until(() -> deadLetters(admin) > before);
            assertTrue(deadLetters(admin) > before);
        }
    }

    private long place(String marker, String column) {
        String found = database.text(
                "select " + column + " from dead_letter where position(? in convert_from(payload, 'UTF8')) > 0"
                        + " and cause = 'undecodable' and octet_length(payload) < 400",
                marker);
        return found == null ? -1 : Long.parseLong(found);
    }

    private static void takeOnly(Admin admin, String bytes) throws Exception {
        AlterConfigOp size = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(TOPIC, List.of(size))).all().get();
    }

    private static long deadLetters(Admin admin) throws Exception {
        TopicPartition only = new TopicPartition("syncline.dead-letter", 0);
        return admin.listOffsets(Map.of(only, OffsetSpec.latest()))
                .partitionResult(only)
                .get()
                .offset();
    }

    private static long committed(Admin admin, int partition) throws Exception {
        var offsets = admin.listConsumerGroupOffsets("syncline")
                .partitionsToOffsetAndMetadata()
                .get();
        var committed = offsets.get(new TopicPartition("syncline.outbox", partition));
        return committed == null ? 0 : committed.offset();
    }
}
