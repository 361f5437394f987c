package dev.syncline.conflicts;

import dev.syncline.access.AccessPolicy;
import dev.syncline.acks.AckAnswers;
import dev.syncline.acks.AckWaiters;
import dev.syncline.acks.Awaited;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Paging;
import dev.syncline.rest.Parameters;
import dev.syncline.rest.Prefer;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.ConflictDetail;
import dev.syncline.store.ConflictQueries;
import dev.syncline.store.ConflictSummary;
import dev.syncline.store.LedgerEntry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Lists and shows the tenant's conflicts, and brings back what one lost. */
@Path("/api/v1/conflicts")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed(Roles.SYNC_ADMIN)
@Tag(name = "Conflicts", description = "Changes that were not a fast-forward")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class ConflictsResource {

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final ConflictQueries conflicts;
    private final ConflictRestorer restorer;
    private final AckWaiters waiters;
    private final AckAnswers acks;
    private final Duration longestWait;

    ConflictsResource(
            CurrentCaller current,
            AccessPolicy access,
            ConflictQueries conflicts,
            ConflictRestorer restorer,
            AckWaiters waiters,
            AckAnswers acks,
            Settings settings) {
        this.current = current;
        this.access = access;
        this.conflicts = conflicts;
        this.restorer = restorer;
        this.waiters = waiters;
        this.acks = acks;
        this.longestWait = settings.acks().maxWait();
    }

    @GET
    @Operation(
            operationId = "listConflicts",
            summary = "The tenant's conflicts, newest first",
            description =
                    "Without the contents of their sides. While more is true, next goes into the next call's after.")
    @APIResponse(
            responseCode = "200",
            description = "The conflicts",
            content =
                    @Content(
                            schema = @Schema(ref = "ConflictPage"),
                            examples = @ExampleObject(name = "one", ref = "ConflictPage")))
    public Response list(@BeanParam ConflictFilters filters, @BeanParam Paging paging) {
        Caller caller = current.get();
        List<ConflictSummary> found = conflicts.list(filters.of(caller.tenant()), paging.place(), paging.rows());
        return JsonAnswer.ok(paging.page(
                        "conflicts",
                        found,
                        ConflictSummary::place,
                        conflict -> access.mayRead(caller, conflict.key()),
                        ConflictJson::of))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getConflict",
            summary = "A conflict with base, mine, theirs and result",
            description = "base is null where there was none or it was not kept; mine too where the change was a patch"
                    + " on such a base.")
    @APIResponse(
            responseCode = "200",
            description = "The conflict",
            content =
                    @Content(
                            schema = @Schema(ref = "Conflict"),
                            examples = @ExampleObject(name = "merged with loss", ref = "Conflict")))
    public Response find(@RestPath String id) {
        return JsonAnswer.ok(ConflictJson.of(readable(current.get(), id))).build();
    }

    @POST
    @Path("/{id}/restore")
    @Operation(
            operationId = "restoreConflict",
            summary = "Brings back the values that a conflict lost",
            description = "They are sent as a new change of the caller's on the record's current version. With"
                    + " Prefer: wait=SECONDS (RFC 7240) the answer is its ack, if that is known in time, at most"
                    + " syncline.acks.max-wait (60s by default). 422 where the record would break a limit or its"
                    + " schema.")
    @Parameter(ref = "Prefer")
    @APIResponse(
            responseCode = "202",
            description = "The change is on its way",
            content =
                    @Content(
                            schema = @Schema(ref = "RestoreSent"),
                            examples = @ExampleObject(name = "sent", ref = "RestoreSent")))
    @APIResponse(
            responseCode = "200",
            description = "The change's ack",
            content = @Content(schema = @Schema(ref = "Ack"), examples = @ExampleObject(name = "ack", ref = "Ack")))
    public Uni<Response> restore(@RestPath String id, @Context HttpHeaders headers) {
        Caller caller = current.get();
        Duration wait = Prefer.wait(Prefer.lines(headers), longestWait).orElse(Duration.ZERO);
        ConflictRestorer.Sent sent = restorer.restore(caller, readable(caller, id));
        return wait.isZero() ? Uni.createFrom().item(onItsWay(sent)) : ack(caller, sent, wait);
    }

    private Uni<Response> ack(Caller caller, ConflictRestorer.Sent sent, Duration wait) {
        return waiters.awaitAll(caller, List.of(new Awaited(sent.changeId(), sent.fingerprint())), wait)
                .map(found -> found.isEmpty() ? onItsWay(sent) : known(caller, found.get(0), wait));
    }

    private static Response onItsWay(ConflictRestorer.Sent sent) {
        return JsonAnswer.of(
                        Response.Status.ACCEPTED,
                        Map.of("changeId", sent.changeId().toString()))
                .build();
    }

    private Response known(Caller caller, LedgerEntry entry, Duration wait) {
        return JsonAnswer.ok(acks.of(caller, entry))
                .header(Prefer.APPLIED, Prefer.waited(wait))
                .build();
    }

    private ConflictDetail readable(Caller caller, String id) {
        UUID conflictId = Parameters.uuid(id).orElseThrow(notFound());
        return conflicts
                .find(caller.tenant(), conflictId)
                .filter(conflict -> access.mayRead(caller, conflict.summary().key()))
                .orElseThrow(notFound());
    }

    private static Supplier<ProblemException> notFound() {
        return () -> new ProblemException(ErrorCode.NOT_FOUND, "there is no such conflict");
    }
}
