package dev.syncline.progress;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** An operator's pause and resume of the engine. */
@Path("/api/v1/engine")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SYNC_OPERATOR)
@Tag(name = "Engine", description = "An operator's pause and resume")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class EngineResource {

    private static final Logger LOG = Logger.getLogger(EngineResource.class);

    @Inject
    CurrentCaller current;

    @Inject
    EngineSwitch engine;

    @POST
    @Path("/pause")
    @Blocking
    @Operation(
            operationId = "pauseEngine",
            summary = "Stop taking changes out of the queue",
            description = "On every instance within about a second, and until it is resumed, restarts included. The"
                    + " batch at hand comes to its end; clients can go on pushing.")
    @APIResponse(
            responseCode = "200",
            description = "It is stored",
            content =
                    @Content(
                            schema = @Schema(ref = "EngineState"),
                            examples = @ExampleObject(name = "paused", ref = "EnginePaused")))
    public Response pause() {
        return set(true);
    }

    @POST
    @Path("/resume")
    @Blocking
    @Operation(operationId = "resumeEngine", summary = "Go on with the queue")
    @APIResponse(
            responseCode = "200",
            description = "It is stored",
            content =
                    @Content(
                            schema = @Schema(ref = "EngineState"),
                            examples = @ExampleObject(name = "resumed", ref = "EngineResumed")))
    public Response resume() {
        return set(false);
    }

    private Response set(boolean paused) {
        Caller caller = current.get();
        try {
            engine.set(paused, caller.subject());
        } catch (SQLException e) {
            LOG.warnf("engine's state not stored: %s", e.getMessage());
            throw new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "nothing was changed: ask again");
        }
        return JsonAnswer.ok(Map.of("paused", paused)).build();
    }
}
