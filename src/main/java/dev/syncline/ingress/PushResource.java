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
import dev.syncline.outbox.OutboxPublisher;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.outbox.OutboxUnavailableException;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Prefer;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.Epoch;
import dev.syncline.store.Epochs;
import dev.syncline.store.LedgerEntry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Takes what devices queued while offline. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SYNC)
public class PushResource {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    // What the way of a push takes is no skew.
    private static final Duration NOTABLE_SKEW = Duration.ofSeconds(5);

    /** What a look at the outcomes may take when the time is up. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(1);

    @Inject
    CurrentCaller currentCaller;

    @Inject
    PushReader reader;

    @Inject
    AccessPolicy access;

    @Inject
    Unprocessed unprocessed;

    @Inject
    OutboxPublisher outbox;

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

    @POST
    @Path("/changes")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            operationId = "push",
            summary = "Hand over changes",
            description =
                    "202 once the broker has every accepted change durably. With Prefer: wait=SECONDS (RFC 7240) 200"
                            + " and the acks, if all are known in time, at most syncline.acks.max-wait (60s by default),"
                            + " and one answer holds them. gzip and zstd bodies are taken. A 4xx took nothing; after a"
                            + " 503, or no answer, send all again, unaltered.")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(ref = "Push"), examples = @ExampleObject(name = "one", ref = "Push")))
    @APIResponse(
            responseCode = "202",
            description = "What was accepted, and what was not",
            content =
                    @Content(
                            schema = @Schema(ref = "PushAnswer"),
                            examples = @ExampleObject(name = "accepted", ref = "PushAnswer")))
    @APIResponse(
            responseCode = "200",
            description = "The same with every ack",
            content =
                    @Content(
                            schema = @Schema(ref = "PushAnswer"),
                            examples = @ExampleObject(name = "accepted", ref = "PushAnswer")))
    @APIResponse(responseCode = "4XX", ref = "Problem")
    @APIResponse(responseCode = "503", ref = "Problem")
    public Uni<Response> push(
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) List<String> encodings,
            @HeaderParam(Prefer.HEADER) List<String> prefer,
            byte[] body) {
        Caller caller = currentCaller.get();
        // Several lines are one list, of which no encoding but a single one is taken.
        Push push = reader.read(decode(String.join(",", encodings), body));
        Accepted accepted = accept(caller, push);
        if (accepted.records().isEmpty()) {
            metrics.rejected(accepted.refused());
            throw new ProblemException(
                    ErrorCode.NO_VALID_CHANGE,
                    "every change was refused",
                    null,
                    Map.of("rejected", refusals(accepted.refused())));
        }
        Optional<Duration> wait = Prefer.wait(prefer, settings.acks().maxWait());
        Duration atMost = currentCaller.withinToken(wait.orElse(Duration.ZERO));
        Epoch epoch = epochs.current();
        Handed handed = accepted.handed();
        List<PushItem.Refused> refused = accepted.refused();
        takePlaces(caller.tenant(), handed.changes());
        return publishAndAwait(caller, accepted.records(), atMost)
                .invoke(() -> metrics.rejected(refused))
                .map(entries -> response(handed, epoch, acks.of(caller, entries), wait));
    }

    private byte[] decode(String encoding, byte[] body) {
        Settings.Limits limits = settings.limits();
        BodySize.require(body, limits.compressedBodySize().asLongValue());
        return new BodyDecoder(limits.bodySize().asLongValue()).decode(body, encoding, size -> {});
    }

    /**
     * What of a push goes on, and what does not.
     *
     * @param ids the accepted ones, as they were sent
     * @param refusedHere what is wrong with changes that are sound by themselves
     */
    private record Accepted(
            List<OutboxRecord> records,
            Set<String> ids,
            List<PushItem.Refused> refused,
            Map<UUID, PushItem.Refused> refusedHere) {

        Accepted() {
            this(new ArrayList<>(), new LinkedHashSet<>(), new ArrayList<>(), new HashMap<>());
        }

        void refuse(PushItem.Sound item, ErrorCode code, String detail) {
            PushItem.Refused refusal = new PushItem.Refused(item.sentId(), code, detail);
            refused.add(refusal);
            refusedHere.put(item.change().id(), refusal);
        }

        boolean hasRefused(UUID id) {
            return refusedHere.containsKey(id);
        }

        /** What its first copy was answered, under the id as this one spells it. */
        void repeat(PushItem.Repeated item) {
            PushItem.Refused refusal = refusedHere.get(item.change().id());
            if (refusal == null) {
                ids.add(item.sentId());
            } else {
                refuse(item, refusal.code(), refusal.detail());
            }
        }

        Handed handed() {
            return new Handed(List.copyOf(ids), refusals(refused), records.size());
        }
    }

    /** What an answer tells of a push: all that is kept of it while its outcomes are awaited, whatever its size. */
    private record Handed(List<String> accepted, List<Map<String, Object>> rejected, int changes) {}

    private Accepted accept(Caller caller, Push push) {
        Instant now = clock.instant();
        Duration clockSkew = clockSkew(push, now);
        long latest = now.plus(settings.clock().maxSkew()).toEpochMilli();
        Origin origin = caller.client(push.clientId());
        Accepted accepted = new Accepted();
        for (PushItem item : push.items()) {
            if (item instanceof PushItem.Refused refused) {
                accepted.refused().add(refused);
            } else if (item instanceof PushItem.Repeated repeated) {
                accepted.repeat(repeated);
            } else if (item instanceof PushItem.Valid valid) {
                Change change = valid.change();
                RecordKey key = new RecordKey(origin.tenant(), change.entity(), change.entityId());
                if (!access.mayWrite(caller, key, change.type())) {
                    accepted.refuse(valid, ErrorCode.FORBIDDEN, "the record may not be written");
                } else if (change.after() != null && accepted.hasRefused(change.after())) {
                    accepted.refuse(valid, ErrorCode.PREDECESSOR_REJECTED, "the change named by after was refused");
                } else {
                    accepted.ids().add(valid.sentId());
                    long clamped = Math.min(change.timestamp(), latest);
                    accepted.records().add(new OutboxRecord(origin, change, now, clamped, push.epoch(), clockSkew));
                }
            }
        }
        return accepted;
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

    private void takePlaces(String tenant, int changes) {
        if (!unprocessed.tryTake(tenant, changes, settings.limits().unprocessedPerTenant())) {
            throw new ProblemException(
                    ErrorCode.TOO_MANY_UNPROCESSED, "send again when some are processed", RETRY_AFTER);
        }
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
        Runnable received = metrics.received(records);
        return unprocessed
                .counted(tenant, records.size(), outbox.publish(records).invoke(received))
                .onFailure(OutboxUnavailableException.class)
                .transform(failure -> new ProblemException(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "some changes may have been taken: send all again, unaltered",
                        RETRY_AFTER));
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

    private Response response(Handed handed, Epoch epoch, List<Map<String, Object>> known, Optional<Duration> wait) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("accepted", handed.accepted());
        body.put("rejected", handed.rejected());
        body.put("serverTime", clock.millis());
        body.put("epoch", epoch.token());
        boolean complete = known.size() == handed.changes();
        if (complete) {
            body.put("acks", known);
        }
        Response.ResponseBuilder response =
                JsonAnswer.of(complete ? Response.Status.OK : Response.Status.ACCEPTED, body);
        wait.ifPresent(applied -> response.header(Prefer.APPLIED, Prefer.waited(applied)));
        return response.build();
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
