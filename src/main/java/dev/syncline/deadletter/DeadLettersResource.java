package dev.syncline.deadletter;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.ingress.ChangeCheck;
import dev.syncline.json.JsonReader;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Parameters;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterMessage;
import dev.syncline.store.DeadLetterQueries;
import dev.syncline.store.DeadLetterState;
import dev.syncline.store.DeadLetterSummary;
import dev.syncline.store.ListPlace;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
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

/** Lists and shows what the service failed on, sends it again, and gives it up. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed({Roles.SYNC_ADMIN, Roles.SYNC_OPERATOR})
@Tag(name = "Dead letters", description = "Changes that the service failed on")
@APIResponse(responseCode = "4XX", ref = "Problem")
public class DeadLettersResource {

    static final String UNDECODABLE =
            "Those whose message could not be read, and so are no tenant's; for sync-operator";

    private static final int MAX_NAME = 200;

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final DeadLetterQueries letters;
    private final Redriver redriver;
    private final DryRun dryRun;
    private final ChangeCheck check;
    private final JsonReader reader;
    private final long maxBody;

    DeadLettersResource(
            CurrentCaller current,
            AccessPolicy access,
            DeadLetterQueries letters,
            Redriver redriver,
            DryRun dryRun,
            ChangeCheck check,
            Settings settings) {
        this.current = current;
        this.access = access;
        this.letters = letters;
        this.redriver = redriver;
        this.dryRun = dryRun;
        this.check = check;
        this.reader = JsonReader.strict(settings.limits().jsonDepth())
                .upTo(settings.limits().changeSize().asLongValue());
        this.maxBody = settings.limits().bodySize().asLongValue();
    }

    @GET
    @Operation(
            operationId = "listDeadLetters",
            summary = "The tenant's dead letters, newest first",
            description = "Without their changes. While more is true, next goes into the next call's after.")
    @APIResponse(
            responseCode = "200",
            description = "The dead letters",
            content =
                    @Content(
                            schema = @Schema(ref = "DeadLetterPage"),
                            examples = @ExampleObject(name = "one", ref = "DeadLetterPage")))
    public Response list(
            @Parameter(description = "Its code, as in resolver-failed") @RestQuery String cause,
            @RestQuery String entity,
            @Parameter(schema = @Schema(implementation = DeadLetterState.class)) @RestQuery String state,
            @Parameter(description = "Failed then or later, epoch milliseconds", schema = @Schema(type = INTEGER))
                    @RestQuery
                    String from,
            @Parameter(description = "Failed before, epoch milliseconds", schema = @Schema(type = INTEGER)) @RestQuery
                    String to,
            @Parameter(description = "The next of an earlier answer") @RestQuery String after,
            @Parameter(schema = @Schema(type = INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
                    @RestQuery
                    String limit,
            @Parameter(description = UNDECODABLE, schema = @Schema(type = BOOLEAN)) @RestQuery String undecodable) {
        Reach reach = reach(undecodable);
        DeadLetterFilter filter = new DeadLetterFilter(
                reach.tenant(),
                Parameters.text("cause", cause, MAX_NAME).orElse(null),
                Parameters.text("entity", entity, MAX_NAME).orElse(null),
                Parameters.oneOf("state", state, DeadLetterState.class).orElse(null),
                Parameters.time("from", from).orElse(null),
                Parameters.time("to", to).orElse(null));
        ListPlace place = Parameters.cursor("after", after, ListPlace::parse).orElse(null);
        int length = Parameters.limit(limit);
        return page(reach, letters.list(filter, place, length + 1), length);
    }

    private static Response page(Reach reach, List<DeadLetterSummary> found, int length) {
        boolean more = found.size() > length;
        List<DeadLetterSummary> page = more ? found.subList(0, length) : found;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "deadLetters",
                page.stream()
                        .filter(reach::maySee)
                        .map(letter -> DeadLetterJson.of(letter, reach))
                        .toList());
        if (more) {
            json.put("next", page.get(length - 1).place().text());
        }
        json.put("more", more);
        return JsonAnswer.ok(json).build();
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getDeadLetter",
            summary = "A dead letter with its change and all that was done with it",
            description = "parked counts the changes that wait for it. One whose message could not be read has the"
                    + " message instead of the change.")
    @APIResponse(
            responseCode = "200",
            description = "The dead letter",
            content =
                    @Content(
                            schema = @Schema(ref = "DeadLetter"),
                            examples = @ExampleObject(name = "edited once", ref = "DeadLetter")))
    public Response find(
            @RestPath String id,
            @Parameter(description = UNDECODABLE, schema = @Schema(type = BOOLEAN)) @RestQuery String undecodable) {
        Reach reach = reach(undecodable);
        DeadLetterMessage letter = visible(reach, id(id));
        return JsonAnswer.ok(DeadLetterJson.of(
                        letter,
                        Decoded.of(letter),
                        letters.parkedBehind(letter.summary()),
                        letters.audit(reach.tenant(), letter.summary().id()),
                        reach))
                .build();
    }

    @POST
    @Path("/{id}/redrive")
    @Operation(
            operationId = "redriveDeadLetter",
            summary = "Sends a dead letter's change again",
            description =
                    "It keeps its id, and takes its turn among the other changes of its record; changes parked behind it"
                            + " follow by themselves. With data or patch its content is replaced first, held to the rules"
                            + " of a push. With dryRun nothing is done, and the answer is what would become of it now.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Redrive"),
                            examples = @ExampleObject(name = "edited", ref = "Redrive")))
    @APIResponse(
            responseCode = "202",
            description = "It is on its way",
            content =
                    @Content(
                            schema = @Schema(ref = "DeadLetterSent"),
                            examples = @ExampleObject(name = "second attempt", ref = "DeadLetterSent")))
    @APIResponse(
            responseCode = "200",
            description = "With dryRun, what would become of it",
            content =
                    @Content(
                            schema = @Schema(ref = "DryRun"),
                            examples = @ExampleObject(name = "merged", ref = "DryRun")))
    @APIResponse(responseCode = "503", ref = "Problem")
    public Response redrive(
            @RestPath String id,
            @Parameter(description = UNDECODABLE, schema = @Schema(type = BOOLEAN)) @RestQuery String undecodable,
            byte[] body) {
        Reach reach = reach(undecodable);
        RedriveRequest request = request(body);
        if (request.dryRun()) {
            return JsonAnswer.ok(DeadLetterJson.of(dryRun(visible(reach, id(id)), request)))
                    .build();
        }
        return onItsWay(redriver.redrive(reach, id(id), request));
    }

    private RedriveRequest request(byte[] body) {
        if (body != null && body.length > maxBody) {
            throw new ProblemException(ErrorCode.PAYLOAD_TOO_LARGE, "the body takes more than " + maxBody + " bytes");
        }
        return RedriveRequest.read(body, reader);
    }

    private DryRunResult dryRun(DeadLetterMessage letter, RedriveRequest request) {
        DeadLetterState state = letter.summary().state();
        if (state.isFinal()) {
            throw new ProblemException(ErrorCode.NOT_PENDING, "it is " + state);
        }
        Decoded decoded = Decoded.of(letter).edited(request, check);
        return decoded.outbox() == null
                ? new DryRunResult(Outcome.DEAD_LETTERED, 0, null, null, ErrorCode.UNDECODABLE, decoded.unreadable())
                : dryRun.dryRun(decoded.outbox());
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "discardDeadLetter",
            summary = "Gives a dead letter up",
            description = "Its change becomes REJECTED with the code discarded, and keeps its content; changes parked"
                    + " behind it go on, and are rejected where they build on it.")
    @APIResponse(
            responseCode = "202",
            description = "It is on its way",
            content =
                    @Content(
                            schema = @Schema(ref = "DeadLetterSent"),
                            examples = @ExampleObject(name = "second attempt", ref = "DeadLetterSent")))
    @APIResponse(responseCode = "503", ref = "Problem")
    public Response discard(
            @RestPath String id,
            @Parameter(description = UNDECODABLE, schema = @Schema(type = BOOLEAN)) @RestQuery String undecodable) {
        return onItsWay(redriver.discard(reach(undecodable), id(id)));
    }

    private static Response onItsWay(Order order) {
        return JsonAnswer.of(Response.Status.ACCEPTED, DeadLetterJson.of(order)).build();
    }

    private Reach reach(String undecodable) {
        return Reach.of(current.get(), Parameters.flag("undecodable", undecodable), access);
    }

    private DeadLetterMessage visible(Reach reach, UUID id) {
        return letters.find(reach.tenant(), id)
                .filter(letter -> reach.maySee(letter.summary()))
                .orElseThrow(notFound());
    }

    private static UUID id(String text) {
        return Parameters.uuid(text).orElseThrow(notFound());
    }

    private static Supplier<ProblemException> notFound() {
        return () -> new ProblemException(ErrorCode.NOT_FOUND, "there is no such dead letter");
    }
}
