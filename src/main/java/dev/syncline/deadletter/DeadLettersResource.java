package dev.syncline.deadletter;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.ingress.ChangeCheck;
import dev.syncline.json.JsonReader;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Paging;
import dev.syncline.rest.Parameters;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.DeadLetterMessage;
import dev.syncline.store.DeadLetterQueries;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.DeadLetterSummary;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Lists and shows what the service failed on, sends it again, and gives it up. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed({Roles.SYNC_ADMIN, Roles.SYNC_OPERATOR})
@Tag(name = "Dead letters", description = "Changes that the service failed on")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class DeadLettersResource {

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final DeadLetterQueries letters;
    private final Redriver redriver;
    private final DryRun dryRun;
    private final ChangeCheck check;
    private final Clock clock;
    private final Duration resendAfter;
    private final JsonReader reader;
    private final long maxBody;

    DeadLettersResource(
            CurrentCaller current,
            AccessPolicy access,
            DeadLetterQueries letters,
            Redriver redriver,
            DryRun dryRun,
            ChangeCheck check,
            Clock clock,
            Settings settings) {
        this.current = current;
        this.access = access;
        this.letters = letters;
        this.redriver = redriver;
        this.dryRun = dryRun;
        this.check = check;
        this.clock = clock;
        this.resendAfter = settings.deadLetter().resendAfter();
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
            @BeanParam DeadLetterFilters filters, @BeanParam Paging paging, @BeanParam WhichLetters which) {
        Reach reach = reach(which);
        List<DeadLetterSummary> found = letters.list(filters.of(reach.tenant()), paging.place(), paging.rows());
        return JsonAnswer.ok(paging.page(
                        "deadLetters",
                        found,
                        DeadLetterSummary::place,
                        reach::maySee,
                        letter -> DeadLetterJson.of(letter, reach)))
                .build();
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
    public Response find(@RestPath String id, @BeanParam WhichLetters which) {
        Reach reach = reach(which);
        DeadLetterMessage letter = visible(reach, id(id));
        return JsonAnswer.ok(DeadLetterJson.of(
                        letter,
                        LetterContent.of(letter),
                        letters.parkedBehind(letter.summary()),
                        letters.audit(reach.tenant(), letter.summary().id()),
                        letter.summary().takesOrders(clock.instant(), resendAfter),
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
    public Response redrive(@RestPath String id, @BeanParam WhichLetters which, byte[] body) {
        Reach reach = reach(which);
        RedriveRequest request = request(body);
        if (request.dryRun()) {
            return JsonAnswer.ok(DeadLetterJson.of(dryRun(visible(reach, id(id)), request)))
                    .build();
        }
        return onItsWay(redriver.redrive(reach, id(id), request));
    }

    private RedriveRequest request(byte[] body) {
        BodySize.require(body, maxBody);
        return RedriveRequest.read(body, reader);
    }

    private DryRunResult dryRun(DeadLetterMessage letter, RedriveRequest request) {
        DeadLetterRow.State state = letter.summary().state();
        if (letter.summary().isFinal()) {
            throw new ProblemException(ErrorCode.NOT_PENDING, "it is " + state);
        }
        LetterContent content = LetterContent.of(letter).edited(request, check);
        return content.outbox() == null
                ? new DryRunResult(Outcome.DEAD_LETTERED, 0, null, null, ErrorCode.UNDECODABLE, content.unreadable())
                : dryRun.dryRun(content.outbox());
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
    public Response discard(@RestPath String id, @BeanParam WhichLetters which) {
        return onItsWay(redriver.discard(reach(which), id(id)));
    }

    private static Response onItsWay(Order order) {
        return JsonAnswer.of(Response.Status.ACCEPTED, DeadLetterJson.of(order)).build();
    }

    private Reach reach(WhichLetters which) {
        return which.reach(current.get(), access);
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
