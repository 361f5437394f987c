package dev.syncline.ingress;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Prefer;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Takes what devices queued while offline. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SYNC)
public class PushResource {

    private final CurrentCaller current;
    private final PushIntake intake;
    private final Settings settings;
    private final Clock clock;

    PushResource(CurrentCaller current, PushIntake intake, Settings settings, Clock clock) {
        this.current = current;
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
    }

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
    @Parameter(ref = "Prefer")
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
                            examples = @ExampleObject(name = "acknowledged", ref = "PushAcknowledged")))
    @APIResponse(responseCode = "4XX", ref = "Problem")
    @APIResponse(responseCode = "429", ref = "TooMany")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Uni<Response> push(
            @Parameter(
                            description = "How the body is compressed",
                            schema =
                                    @Schema(
                                            type = STRING,
                                            enumeration = {"gzip", "zstd", "identity"},
                                            defaultValue = "identity"))
                    @HeaderParam(HttpHeaders.CONTENT_ENCODING)
                    List<String> encodings,
            @Parameter(hidden = true) @HeaderParam(Prefer.HEADER) List<String> prefer,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_LENGTH) Long length,
            InputStream body)
            throws IOException {
        Caller caller = current.get();
        Optional<Duration> wait = Prefer.wait(prefer, settings.acks().maxWait());
        Duration atMost = current.withinToken(wait.orElse(Duration.ZERO));
        // Several lines are one list, of which no encoding but a single one is taken.
        PushBody sent = new PushBody(body, length, String.join(",", encodings));
        return intake.take(caller, sent, atMost).map(taken -> response(taken, wait));
    }

    private Response response(PushIntake.Taken taken, Optional<Duration> wait) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("accepted", taken.accepted());
        body.put("rejected", taken.rejected());
        body.put("serverTime", clock.millis());
        body.put("epoch", taken.epoch().token());
        if (taken.acks() != null) {
            body.put("acks", taken.acks());
        }
        Response.ResponseBuilder response =
                JsonAnswer.of(taken.acks() == null ? Response.Status.ACCEPTED : Response.Status.OK, body);
        wait.ifPresent(applied -> response.header(Prefer.APPLIED, Prefer.waited(applied)));
        return response.build();
    }
}
