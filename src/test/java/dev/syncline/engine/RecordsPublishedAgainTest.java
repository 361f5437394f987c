package dev.syncline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import dev.syncline.json.JsonReader;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.service.Tight;
import dev.syncline.service.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Between a batch's commit and its records on their topic an instance can end, or another one can go on. */
@QuarkusTest
@TestProfile(Tight.class)
class RecordsPublishedAgainTest {

    /** One that no outbox of the service has. */
    private static final int PARTITION = 1_000;

    @Inject
    BatchTransaction transaction;

    @Inject
    BatchAttempts attempts;

    private final String outbox = UUID.randomUUID().toString();
    private final RecordKey key = new RecordKey("t-" + UUID.randomUUID(), "message", "m-1");
    private final BatchItem created = item(0, ChangeType.CREATE, 0L, Map.of("text", "a"));
    private final BatchItem updated = item(1, ChangeType.UPDATE, 1L, Map.of("text", "b"));
    private final BatchItem deleted = item(2, ChangeType.DELETE, 2L, null);

    @Test
    void whatWasCommittedOnlyIsPublishedWhenItComesAgain() throws SQLException {
        apply(created, updated);

        attempts.publish(apply(created, updated));

        assertEquals(List.of(2L), published());
    }

    @Test
    void whatComesAgainIsPublishedWithWhatFollowsIt() throws SQLException {
        apply(created);

        attempts.publish(apply(created, updated));

        assertEquals(List.of(2L), published());
    }

    @Test
    void whatComesAgainBehindAnotherInstanceIsPublishedAsItIsNow() throws SQLException {
        apply(created, updated, deleted);

        attempts.publish(apply(created));

        assertEquals(List.of(3L), published());
    }

    @Test
    void whoPublishesLateDoesNotLeaveTheOlderVersion() throws SQLException {
        BatchTransaction.Result late = apply(created);
        attempts.publish(apply(updated));

        attempts.publish(late);

        assertEquals(List.of(2L, 1L, 2L), published());
    }

    private BatchTransaction.Result apply(BatchItem... items) throws SQLException {
        return transaction.apply(outbox, List.of(items), Set.of(), true);
    }

    private List<Long> published() {
        return TopicReader.all(Tight.RECORDS, key.composite()).stream()
                .map(RecordsPublishedAgainTest::version)
                .toList();
    }

    private static Long version(ConsumerRecord<byte[], byte[]> message) {
        byte[] json = message.value() == null
                ? message.headers().lastHeader("syncline-deleted").value()
                : message.value();
        return (Long) ((Map<?, ?>) JsonReader.stored().read(json)).get("version");
    }

    private BatchItem item(long offset, ChangeType type, Long localVersion, Map<String, Object> data) {
        long now = System.currentTimeMillis();
        Change change =
                new Change(UUID.randomUUID(), type, key.entity(), key.entityId(), data, null, localVersion, now, null);
        OutboxRecord record =
                new OutboxRecord(new Origin(key.tenant(), "alice", "phone"), change, Instant.now(), now, null, null);
        ConsumerRecord<byte[], byte[]> message =
                new ConsumerRecord<>("the outbox", PARTITION, offset, key.composite(), OutboxCodec.encode(record));
        message.headers().add(OutboxCodec.SCHEMA_HEADER, OutboxCodec.schemaVersion());
        return BatchItem.of(message);
    }
}
