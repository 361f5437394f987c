package dev.syncline.conflicts;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Fingerprint;
import dev.syncline.change.Origin;
import dev.syncline.change.UuidV7;
import dev.syncline.ingress.ChangeCheck;
import dev.syncline.ingress.Handover;
import dev.syncline.outbox.ChangeJson;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.outbox.OutboxUnavailableException;
import dev.syncline.problem.ProblemException;
import dev.syncline.resolve.RecordCheck;
import dev.syncline.security.Caller;
import dev.syncline.store.ConflictDetail;
import dev.syncline.store.ConflictQueries;
import dev.syncline.store.Epochs;
import dev.syncline.store.RecordQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Sends what a conflict lost as a new change of the caller's, by the same way as any client's. */
@ApplicationScoped
public class ConflictRestorer {

    static final String CLIENT_ID = "syncline-restore";

    private final ConflictQueries conflicts;
    private final RecordQueries records;
    private final Handover handover;
    private final AccessPolicy access;
    private final ChangeCheck check;
    private final RecordCheck recordCheck;
    private final Epochs epochs;
    private final Clock clock;

    ConflictRestorer(
            ConflictQueries conflicts,
            RecordQueries records,
            Handover handover,
            AccessPolicy access,
            ChangeCheck check,
            RecordCheck recordCheck,
            Epochs epochs,
            Clock clock) {
        this.conflicts = conflicts;
        this.records = records;
        this.handover = handover;
        this.access = access;
        this.check = check;
        this.recordCheck = recordCheck;
        this.epochs = epochs;
        this.clock = clock;
    }

    /** A change on its way. */
    public record Sent(UUID changeId, UUID fingerprint) {}

    /** Returns once the broker has the change; one that no client could send is a {@link ProblemException}. */
    public Sent restore(Caller caller, ConflictDetail conflict) {
        Instant now = clock.instant();
        Restore.Present present = present(conflict);
        Change change = change(conflict, present, now);
        if (!access.mayWrite(caller, conflict.summary().key(), change.type())) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "the record may not be changed by this caller");
        }
        // The engine trusts that what is sent whole was looked at before.
        check.require(ChangeJson.toJson(change));
        requireStorable(change, present);
        Origin origin = caller.client(CLIENT_ID);
        publish(new OutboxRecord(
                origin, change, now, change.timestamp(), epochs.current().token(), null));
        conflicts.restored(caller.tenant(), conflict.summary().id(), caller.subject(), change.id(), now);
        return new Sent(change.id(), Fingerprint.of(origin, change));
    }

    private void publish(OutboxRecord sent) {
        String tenant = sent.origin().tenant();
        handover.takePlaces(tenant, 1);
        try {
            handover.publish(tenant, List.of(sent), () -> {}).await().indefinitely();
        } catch (OutboxUnavailableException e) {
            throw new ProblemException(ErrorCode.BROKER_UNAVAILABLE, "the restore may not have been taken: ask again");
        }
    }

    private Restore.Present present(ConflictDetail conflict) {
        return records.find(conflict.summary().key())
                .map(record -> new Restore.Present(record.version(), record.state()))
                .orElse(null);
    }

    private static Change change(ConflictDetail conflict, Restore.Present present, Instant now) {
        return new Restore(conflict.summary().key(), conflict.lost(), conflict.result())
                .change(present, UuidV7.next(), now.toEpochMilli())
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOTHING_TO_RESTORE, "every value of both sides is in the result"));
    }

    /** As the engine will: a change that it would reject is not on its way, and nothing was restored. */
    private void requireStorable(Change change, Restore.Present present) {
        Map<String, Object> restored =
                change.applyTo(present == null ? null : present.state().data());
        if (restored != null) {
            recordCheck.refusal(change.entity(), restored).ifPresent(refusal -> {
                throw new ProblemException(refusal.code(), refusal.detail());
            });
        }
    }
}
