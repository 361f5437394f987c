package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.outbox.OutboxTopics;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A database from a backup gets what it lacks from the outbox, without anybody sending anything. */
@QuarkusTest
class RestoredDatabaseTest {

    @Inject
    AgroalDataSource database;

    @Inject
    KafkaClientService clients;

    @Inject
    OutboxTopics topics;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void whatTheDatabaseForgotIsReadAgainOnceThePartitionIsAssigned() throws Exception {
        Map<String, Object> change = create("message", "m-1", Map.of("text", "hello"));
        String outbox = topics.outboxTopicId();
        Map<Integer, Long> before = nextOffsets(outbox);
        alice.sync("phone", change);
        forget(outbox, before);

        dealPartitionsOutAnew();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertEquals(
                        "APPLIED",
                        alice.get("/api/v1/changes/" + change.get("id"))
                                .body()
                                .path("outcome")
                                .asText()));
        assertEquals(
                1,
                alice.get("/api/v1/records/message/m-1").body().path("version").asLong());
    }

    private Map<Integer, Long> nextOffsets(String outbox) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select partition, next_offset from outbox_partition where topic_id = ?")) {
            statement.setString(1, outbox);
            ResultSet rows = statement.executeQuery();
            Map<Integer, Long> offsets = new HashMap<>();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
            return offsets;
        }
    }

    private void forget(String outbox, Map<Integer, Long> offsets) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement partition = connection.prepareStatement(
                        "update outbox_partition set next_offset = ? where partition = ? and topic_id = ?");
                PreparedStatement record = connection.prepareStatement("delete from record where tenant = ?");
                PreparedStatement ledger = connection.prepareStatement("delete from ledger where tenant = ?")) {
            for (int number : nextOffsets(outbox).keySet()) {
                partition.setLong(1, offsets.getOrDefault(number, 0L));
                partition.setInt(2, number);
                partition.setString(3, outbox);
                partition.executeUpdate();
            }
            record.setString(1, tenant);
            record.executeUpdate();
            ledger.setString(1, tenant);
            ledger.executeUpdate();
        }
    }

    private void dealPartitionsOutAnew() {
        clients.getConsumerChannels().stream()
                .filter(channel -> channel.startsWith("outbox"))
                .flatMap(channel -> clients.getConsumers(channel).stream())
                .forEach(consumer -> consumer.runOnPollingThread(polled -> {
                            polled.enforceRebalance();
                        })
                        .await()
                        .atMost(Duration.ofSeconds(10)));
    }
}
