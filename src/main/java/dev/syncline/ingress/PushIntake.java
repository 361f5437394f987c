package dev.syncline.ingress;

import dev.syncline.access.AccessPolicy;
import dev.syncline.acks.AckAnswers;
import dev.syncline.acks.AckWaiters;
import dev.syncline.acks.Awaited;
import dev.syncline.acks.ExpectedAcks;
import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Fingerprint;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import dev.syncline.metrics.Meters;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.outbox.OutboxUnavailableException;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.security.Caller;
import dev.syncline.settings.Settings;
import dev.syncline.store.Epoch;
import dev.syncline.store.Epochs;
import dev.syncline.store.LedgerEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Takes a push: judges its changes, hands those on that may go on, and hears what becomes of them. */
@ApplicationScoped
class PushIntake {

    // What the way of a push takes is no skew.
    private static final Duration NOTABLE_SKEW = Duration.ofSeconds(5);

    /** What a look at the outcomes may take when the time is up. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(1);

    @Inject
    PushMemory memory;

    @Inject
    PushReader reader;

    @Inject
    AccessPolicy access;

    @Inject
    Handover handover;

    @Inject
    AckWaiters waiters;

    @Inject
    AckAnswers acks;

    @Inject
    Epochs epochs;

    @Inject
    Settings settings;

    @Inject
    Meters meters;

    @Inject
    IngressMetrics metrics;

    @Inject
    Clock clock;

    /**
     * What a client is told of its push.
     *
     * @param epoch the one before it was handed on
     * @param acks all outcomes, where they are known in time and go into one answer; else null
     */
    record Taken(
            List<String> accepted, List<Map<String, Object>> rejected, Epoch epoch, List<Map<String, Object>> acks) {}

    /**
     * Completes once the broker has every accepted change, or as long after that as the outcomes are awaited. Where
     * nothing was taken, or perhaps not all, it ends with a {@link ProblemException}.
     */
    Uni<Taken> take(Caller caller, PushBody body, Duration wait) throws IOException {
        Settings.Limits limits = settings.limits();
        // Held until what is handed over is with the broker's client, and no thing of the push is needed any more.
        try (ByteBudget.Permit arriving = memory.bodies().open(caller.tenant());
                ByteBudget.Permit atWork = memory.work().open(caller.tenant())) {
            byte[] sent = body.read(arriving::raiseTo);
            BodySize.require(sent, limits.compressedBodySize().asLongValue());
            byte[] decoded = new BodyDecoder(limits.bodySize().asLongValue())
                    .decode(sent, body.encoding(), size -> atWork.raiseTo((long) size * PushMemory.COST));
            return take(caller, decoded, wait);
        }
    }

    private Uni<Taken> take(Caller caller, byte[] body, Duration wait) {
        Accepted accepted = accept(caller, body);
        if (accepted.records().isEmpty()) {
            metrics.rejected(accepted.refused());
            throw new ProblemException(
                    ErrorCode.NO_VALID_CHANGE,
                    "every change was refused",
                    null,
                    Map.of("rejected", refusals(accepted.refused())));
        }
        Epoch epoch = epochs.current();
        Handed handed = accepted.handed();
        List<PushItem.Refused> refused = accepted.refused();
        handover.takePlaces(caller.tenant(), handed.changes());
        return publishAndAwait(caller, accepted.records(), wait)
                .invoke(() -> metrics.rejected(refused))
                .map(entries -> handed.taken(epoch, acks.of(caller, entries)));
    }

    /**
     * What of a push goes on, and what does not.
     *
     * @param ids the accepted ones, as they were sent
     */
    private record Accepted(List<OutboxRecord> records, Set<String> ids, List<PushItem.Refused> refused) {

        Accepted() {
            this(new ArrayList<>(), new LinkedHashSet<>(), new ArrayList<>());
        }

        Handed handed() {
            return new Handed(List.copyOf(ids), refusals(refused), records.size());
        }
    }

    /** What an answer tells of a push: all that is kept of it while its outcomes are awaited, whatever its size. */
    private record Handed(List<String> accepted, List<Map<String, Object>> rejected, int changes) {

        Taken taken(Epoch epoch, List<Map<String, Object>> known) {
            return new Taken(accepted, rejected, epoch, known.size() == changes ? known : null);
        }
    }

    private Accepted accept(Caller caller, byte[] body) {
        Push push = reader.read(body, change -> mayWrite(caller, change));
        Instant now = clock.instant();
        Duration clockSkew = clockSkew(push, now);
        long latest = now.plus(settings.clock().maxSkew()).toEpochMilli();
        Origin origin = caller.client(push.clientId());
        Accepted accepted = new Accepted();
        for (PushItem item : push.items()) {
            if (item instanceof PushItem.Refused refused) {
                accepted.refused().add(refused);
            } else if (item instanceof PushItem.Sound sound) {
                accepted.ids().add(sound.sentId());
            }
            if (item instanceof PushItem.Valid valid) {
                Change change = valid.change();
                long clamped = Math.min(change.timestamp(), latest);
                accepted.records().add(new OutboxRecord(origin, change, now, clamped, push.epoch(), clockSkew));
            }
        }
        return accepted;
    }

    private boolean mayWrite(Caller caller, Change change) {
        return access.mayWrite(
                caller, new RecordKey(caller.tenant(), change.entity(), change.entityId()), change.type());
    }

    /** How far the client's clock is ahead; null where that is unknown, or no more than a push's way explains. */
    private Duration clockSkew(Push push, Instant now) {
        if (push.sentAt() == null) {
            return null;
        }
        Duration ahead = Duration.between(now, Instant.ofEpochMilli(push.sentAt()));
        meters.clockSkew(ahead);
        return ahead.abs().compareTo(NOTABLE_SKEW) < 0 ? null : ahead;
    }

    private Uni<List<LedgerEntry>> publishAndAwait(Caller caller, List<OutboxRecord> records, Duration wait) {
        if (wait.isZero()) {
            return publish(caller.tenant(), records).replaceWith(List.of());
        }
        List<Awaited> wanted = records.stream()
                .map(record -> new Awaited(record.change().id(), Fingerprint.of(record.origin(), record.change())))
                .toList();
        // Before they are sent: the first ones can be through when the broker has the last.
        ExpectedAcks expected = waiters.expect(caller, wanted, wait);
        CompletableFuture<List<LedgerEntry>> outcomes = publish(caller.tenant(), records)
                .chain(() -> known(expected, wait))
                .onTermination()
                .invoke(expected::close)
                .subscribeAsCompletionStage();
        // Begun by itself: nobody subscribes for a client that hung up meanwhile.
        return Uni.createFrom().completionStage(outcomes);
    }

    private Uni<Void> publish(String tenant, List<OutboxRecord> records) {
        Map<IngressMetrics.Kind, Long> kinds = IngressMetrics.Kind.count(records);
        return handover.publish(tenant, records, () -> metrics.received(kinds))
                .onFailure(OutboxUnavailableException.class)
                .transform(failure -> new ProblemException(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "some changes may have been taken: send all again, unaltered",
                        Handover.RETRY_AFTER));
    }

    private static Uni<List<LedgerEntry>> known(ExpectedAcks expected, Duration wait) {
        // The broker has the changes: that their outcomes cannot be read, or not in time, is no reason to have them
        // sent again.
        return expected.ofSent()
                .ifNoItem()
                .after(wait.plus(LAST_LOOK))
                .fail()
                .onFailure()
                .recoverWithItem(List.of());
    }

    private static List<Map<String, Object>> refusals(List<PushItem.Refused> refused) {
        return refused.stream()
                .map(item -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("id", item.id());
                    json.put("code", item.code().code());
                    json.put("detail", item.detail());
                    return json;
                })
                .toList();
    }
}
