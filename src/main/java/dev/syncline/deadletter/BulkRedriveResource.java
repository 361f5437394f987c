package dev.syncline.deadletter;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Parameters;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.store.BulkRedriveRow;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Sends many dead letters again, at a rate. */
@Path("/api/v1/dead-letters/redrive")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed({Roles.SYNC_ADMIN, Roles.SYNC_OPERATOR})
@Tag(name = "Dead letters")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class BulkRedriveResource {

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final BulkRedrives redrives;

    BulkRedriveResource(CurrentCaller current, AccessPolicy access, BulkRedrives redrives) {
        this.current = current;
        this.access = access;
        this.redrives = redrives;
    }

    @POST
    @Operation(
            operationId = "redriveDeadLetters",
            summary = "Sends all dead letters again that match, the oldest first",
            description =
                    "In the background, at a rate; one such job of a tenant at a time, over all instances. Another"
                            + " instance goes on with it where one ends. Those that fail again are not sent again by it.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "BulkRedrive"),
                            examples = @ExampleObject(name = "by cause", ref = "BulkRedrive")))
    @APIResponse(
            responseCode = "202",
            description = "The job, and how many dead letters match",
            content =
                    @Content(
                            schema = @Schema(ref = "BulkRedriveStarted"),
                            examples = @ExampleObject(name = "started", ref = "BulkRedriveStarted")))
    public Response start(@BeanParam WhichLetters which, byte[] body) throws SQLException {
        Reach reach = reach(which);
        BodySize.require(body, BulkRequest.MAX_BYTES);
        BulkRedriveRow job = redrives.start(reach, BulkRequest.read(body));
        return JsonAnswer.of(Response.Status.ACCEPTED, DeadLetterJson.started(job))
                .build();
    }

    @GET
    @Path("/{job}")
    @Operation(
            operationId = "getBulkRedrive",
            summary = "How far a bulk redrive is",
            description =
                    "Any instance knows it, until some time after its end, as with dead letters. With done, a code"
                            + " says why it ended early.")
    @APIResponse(
            responseCode = "200",
            description = "How far it is",
            content =
                    @Content(
                            schema = @Schema(ref = "BulkRedriveProgress"),
                            examples = @ExampleObject(name = "done", ref = "BulkRedriveProgress")))
    public Response find(@RestPath String job, @BeanParam WhichLetters which) throws SQLException {
        Reach reach = reach(which);
        UUID id = Parameters.uuid(job).orElseThrow(BulkRedriveResource::unknown);
        BulkRedriveRow found = redrives.find(reach, id).orElseThrow(BulkRedriveResource::unknown);
        return JsonAnswer.ok(DeadLetterJson.progress(found)).build();
    }

    private static ProblemException unknown() {
        return new ProblemException(ErrorCode.NOT_FOUND, "there is no such bulk redrive");
    }

    private Reach reach(WhichLetters which) {
        return which.reach(current.get(), access);
    }
}
