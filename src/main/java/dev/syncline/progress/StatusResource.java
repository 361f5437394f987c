package dev.syncline.progress;

import dev.syncline.rest.JsonAnswer;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells how the sync stands, and tries now when asked; needs neither database nor broker for it. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status", description = "How the sync stands")
@APIResponse(responseCode = "4XX", ref = "Problem")
public class StatusResource {

    @Inject
    CurrentCaller current;

    @Inject
    StatusReport report;

    @Inject
    ManualSync manualSync;

    @GET
    @Path("/status")
    @NonBlocking
    @RolesAllowed({Roles.SYNC, Roles.SYNC_OPERATOR})
    @Operation(
            operationId = "getStatus",
            summary = "How the sync stands",
            description =
                    "Answers at once, also while database or broker are away; null where something is unknown. The"
                            + " queue is one for all tenants: isSyncing, paused, queueDepth, oldestChangeAgeMs, lastSyncTime and"
                            + " progress are the whole service's, whoever asks. The others are what the instance that answers"
                            + " finds; another one may find otherwise.")
    @APIResponse(
            responseCode = "200",
            description = "The status",
            content =
                    @Content(
                            schema = @Schema(ref = "Status"),
                            examples = @ExampleObject(name = "offline", ref = "Status")))
    public Response status() {
        current.get();
        return JsonAnswer.ok(report.json()).build();
    }

    @POST
    @Path("/sync")
    @NonBlocking
    @RolesAllowed({Roles.SYNC, Roles.SYNC_OPERATOR})
    @Operation(
            operationId = "syncNow",
            summary = "Try now",
            description = "Ends every wait, on every instance, and tries now; harmless while a sync runs. However many"
                    + " ask, it is done at most once a second.")
    @APIResponse(
            responseCode = "202",
            description = "It is being tried",
            content =
                    @Content(
                            schema = @Schema(ref = "SyncRequested"),
                            examples = @ExampleObject(name = "requested", ref = "SyncRequested")))
    public Response syncNow() {
        current.get();
        manualSync.everywhere();
        return JsonAnswer.of(Response.Status.ACCEPTED, Map.of("requested", true))
                .build();
    }
}
