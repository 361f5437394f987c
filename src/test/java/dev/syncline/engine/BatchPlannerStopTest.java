package dev.syncline.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import dev.syncline.change.Stamp;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.FieldStamps;
import dev.syncline.resolve.State;
import dev.syncline.resolve.Stored;
import dev.syncline.resolve.Strategy;
import dev.syncline.retry.StoppingException;
import dev.syncline.store.BatchReads;
import dev.syncline.store.Epoch;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A stop while a change is resolved leaves its whole batch for the next start: nobody is at fault. */
class BatchPlannerStopTest {

    private static final RecordKey KEY = new RecordKey("acme", "task", "t-1");
    private static final Stamp STAMP = new Stamp(1, "tablet", new UUID(0, 1));

    @Test
    void aStopMakesNoDeadLetter() {
        ConflictResolver stopping = new ConflictResolver((entity, data) -> Optional.empty(), (name, conflict) -> {
            throw new StoppingException();
        });

        assertThrows(StoppingException.class, () -> planner(stopping).plan(List.of(conflicting())));
    }

    private static BatchPlanner planner(ConflictResolver resolver) {
        Stored stored = new Stored(1, State.live(Map.of("title", "theirs")), STAMP, FieldStamps.of(STAMP));
        RecordRow row = new RecordRow(new UUID(0, 2), KEY, stored, Position.START, null, null, null);
        WorkingSet store = new WorkingSet(new WorkingSet.Loaded(
                Map.of(), Map.of(KEY, row), Map.of(), Map.of(), Map.of(), Set.of(), Map.of(), Map.of()));
        return new BatchPlanner(
                store,
                resolver,
                entity -> Optional.of(new EntityRules(entity, Strategy.parse("custom:any"), Map.of())),
                UUID::randomUUID,
                new BatchReads.Began(new Epoch(0, "epoch"), Position.START),
                Instant.EPOCH,
                new BatchPlanner.Limits(Duration.ofMinutes(1), false, 1));
    }

    private static BatchItem conflicting() {
        Change change = new Change(
                new UUID(0, 3), ChangeType.CREATE, "task", "t-1", Map.of("title", "mine"), null, 0L, 2, null);
        Origin origin = new Origin(KEY.tenant(), "alice", "phone");
        return BatchItem.of(new OutboxRecord(origin, change, Instant.EPOCH, 2, null, Duration.ZERO));
    }
}
