package dev.syncline.acks;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Parameters;
import dev.syncline.rest.Prefer;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.AckPage;
import dev.syncline.store.Position;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Tells clients what became of their changes. No thread is held while one waits; a long answer is compressed on one. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed(Roles.SYNC)
@Tag(name = "Acks", description = "What became of changes")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class AcksResource {

    private final CurrentCaller current;
    private final AckWaiters waiters;
    private final AckAnswers acks;
    private final Duration longestWait;

    AcksResource(CurrentCaller current, AckWaiters waiters, AckAnswers acks, Settings settings) {
        this.current = current;
        this.waiters = waiters;
        this.acks = acks;
        this.longestWait = settings.acks().maxWait();
    }

    @GET
    @Path("/acks")
    @Operation(
            operationId = "pollAcks",
            summary = "This client's acks after a position",
            description = "With wait, the answer comes as soon as there is an ack, or empty after that many seconds, or"
                    + " after syncline.acks.max-wait (60s by default) where that is less. The position goes into the"
                    + " next call's after, also from an empty page.")
    @APIResponse(
            responseCode = "200",
            description = "The acks, oldest first",
            content =
                    @Content(
                            schema = @Schema(ref = "AckPage"),
                            examples = @ExampleObject(name = "page", ref = "AckPage")))
    @APIResponse(responseCode = "429", ref = "TooMany")
    public Uni<Response> poll(
            @Parameter(required = true, description = "The client's own name") @RestQuery String clientId,
            @Parameter(description = "A position of an earlier answer; from the start where absent") @RestQuery
                    String after,
            @Parameter(schema = @Schema(type = INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
                    @RestQuery
                    String limit,
            @Parameter(
                            description = "Whole seconds; of more than syncline.acks.max-wait, only that is waited",
                            schema = @Schema(type = INTEGER, minimum = "0", maximum = "999999999", defaultValue = "0"))
                    @RestQuery
                    String wait) {
        Caller caller = current.get();
        String client = Parameters.required("clientId", Parameters.name("clientId", clientId));
        Position position = Parameters.cursor("after", after, Position::parse).orElse(Position.START);
        int atMost = Parameters.limit(limit);
        Duration atLongest = Parameters.wait("wait", wait, longestWait);
        return waiters.awaitAny(caller.client(client), position, atMost, current.withinToken(atLongest))
                .map(page -> page(caller, page));
    }

    private Response page(Caller caller, AckPage page) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("acks", acks.of(caller, page.entries()));
        json.put("position", page.next().text());
        json.put("more", page.more());
        return JsonAnswer.ok(json).build();
    }

    @GET
    @Path("/changes/{id}")
    @Operation(
            operationId = "getAck",
            summary = "The ack of one of the caller's changes",
            description = "404 unknown-change: not processed yet, never accepted, or forgotten.")
    @APIResponse(
            responseCode = "200",
            description = "The ack",
            content = @Content(schema = @Schema(ref = "Ack"), examples = @ExampleObject(name = "merged", ref = "Ack")))
    public Uni<Response> find(@Parameter(description = "The change's id") @RestPath String id) {
        Caller caller = current.get();
        // No change has an id that is not a UUID, so such a one is just as unknown.
        UUID changeId = Parameters.uuid(id).orElseThrow(() -> unknown(id));
        return waiters.awaitAll(caller, List.of(Awaited.any(changeId)), Duration.ZERO)
                .map(found -> found.stream().findFirst().orElseThrow(() -> unknown(id)))
                .map(entry -> JsonAnswer.ok(acks.of(caller, entry)).build());
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(
                ErrorCode.UNKNOWN_CHANGE, "the change is not processed yet, was never accepted, or is forgotten");
    }

    @POST
    @Path("/changes/query")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "queryAcks",
            summary = "The acks of many of the caller's changes",
            description = "With Prefer: wait=SECONDS (RFC 7240) it waits for those that are not known yet, at most for"
                    + " syncline.acks.max-wait (60s by default). What one answer cannot hold is named in more,"
                    + " to be asked for again.")
    @Parameter(ref = "Prefer")
    @RequestBody(
            required = true,
            description = "Up to 1,000 ids",
            content =
                    @Content(
                            schema = @Schema(ref = "AckQuery"),
                            examples = @ExampleObject(name = "two", ref = "AckQuery")))
    @APIResponse(
            responseCode = "200",
            description = "The acks known, in the order of the ids, and the ids that are not",
            content =
                    @Content(
                            schema = @Schema(ref = "AckAnswer"),
                            examples = @ExampleObject(name = "one of two", ref = "AckAnswer")))
    public Uni<Response> query(byte[] body, @Context HttpHeaders headers) {
        Caller caller = current.get();
        Map<UUID, Set<String>> ids = AckQuery.ids(body);
        List<Awaited> wanted = ids.keySet().stream().map(Awaited::any).toList();
        Optional<Duration> wait = Prefer.wait(Prefer.lines(headers), longestWait);
        return waiters.awaitKnown(caller, wanted, current.withinToken(wait.orElse(Duration.ZERO)))
                .map(known -> {
                    Response.ResponseBuilder answer = JsonAnswer.ok(answer(caller, ids, known));
                    wait.ifPresent(applied -> answer.header(Prefer.APPLIED, Prefer.waited(applied)));
                    return answer.build();
                });
    }

    private Map<String, Object> answer(Caller caller, Map<UUID, Set<String>> ids, KnownAcks known) {
        Set<UUID> unknown = new LinkedHashSet<>(ids.keySet());
        known.entries().forEach(entry -> unknown.remove(entry.changeId()));
        known.more().forEach(unknown::remove);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("acks", acks.of(caller, known.entries()));
        json.put("unknown", asSent(unknown, ids));
        json.put("more", asSent(known.more(), ids));
        return json;
    }

    private static List<String> asSent(Collection<UUID> some, Map<UUID, Set<String>> ids) {
        return some.stream().flatMap(id -> ids.get(id).stream()).toList();
    }
}
