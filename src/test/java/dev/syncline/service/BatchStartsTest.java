package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.engine.BatchTransaction;
import dev.syncline.engine.OutboxAssignment;
import dev.syncline.store.BatchReads;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts that were never heard of again: what they are counted for, and what they are not. */
@QuarkusTest
class BatchStartsTest {

    @Inject
    BatchTransaction transaction;

    @Inject
    @Identifier("outbox-partitions")
    OutboxAssignment assignment;

    @Inject
    Database database;

    private final Api alice = Api.as(Api.newTenant(), "alice");
    private final String otherTopic = UUID.randomUUID().toString();

    @AfterEach
    void forgetTheOtherTopic() {
        database.update("delete from outbox_partition where topic_id = ?", otherTopic);
    }

    @Test
    void whereMessagesAreTakenOneByOneOnlyTheOneAtHandIsCounted() throws SQLException {
        assertEquals(1, begin().get(0).starts());
        assertEquals(2, begin().get(0).starts());
        transaction.beCautious(otherTopic, 0, 10);
        transaction.beCautious(otherTopic, 1, 10);
        database.update("update outbox_partition set next_offset = 5 where topic_id = ?", otherTopic);

        begin();
        assertEquals(1, transaction.beginAlone(otherTopic, 0, 5));
        begin();
        assertEquals(0, transaction.beginAlone(otherTopic, 0, 4), "applied before, and delivered again");
        assertEquals(2, transaction.beginAlone(otherTopic, 0, 5));
        assertEquals(1, transaction.beginAlone(otherTopic, 1, 5));
    }

    @Test
    void aBatchThatFailsAndLeavesTheProcessAliveIsNotCounted() {
        assignment.onPartitionsAssigned(
                null,
                IntStream.range(0, 4)
                        .mapToObj(partition -> new TopicPartition("syncline.outbox", partition))
                        .toList());
        Map<String, Object> change = create("message", "m-1", Map.of("text", "a"));
        database.update("revoke insert on ledger from current_user");
        try {
            assertEquals(202, alice.push("phone", List.of(change)).status());
            await().atMost(Outage.PATIENCE)
                    .until(() -> Outage.status(alice).get("failureCount").asInt() >= 2);
            assertEquals(0, database.number("select max(starts) from outbox_partition"));
        } finally {
            database.update("grant insert on ledger to current_user");
        }
        alice.post("/api/v1/sync", Map.of());
        await().atMost(Outage.PATIENCE)
                .until(() -> alice.get("/api/v1/changes/" + change.get("id")).status() == 200);
    }

    private Map<Integer, BatchReads.Starts> begin() throws SQLException {
        return transaction.begin(otherTopic, Set.of(0, 1));
    }
}
