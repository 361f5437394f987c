package dev.syncline.analytics;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.RecordKey;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Parameters;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.store.Summaries;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Tells what became of the tenant's changes over a window that ends now. */
@Path("/api/v1/analytics")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed(Roles.SYNC_ADMIN)
@Tag(name = "Analytics", description = "What became of changes, over a time")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class AnalyticsResource {

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final Summaries summaries;
    private final SummedTime summedTime;
    private final Clock clock;

    AnalyticsResource(
            CurrentCaller current, AccessPolicy access, Summaries summaries, SummedTime summedTime, Clock clock) {
        this.current = current;
        this.access = access;
        this.summaries = summaries;
        this.summedTime = summedTime;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getAnalytics",
            summary = "What became of the tenant's changes",
            description = "Rates, outcomes, conflicts, latencies, busiest records, skewed clocks and causes of failure,"
                    + " as the engine decided them; what the ingress refused is not among them. The window begins with"
                    + " a whole minute, where it is longer than a day with a whole hour. Percentiles are within 5 %. A"
                    + " change that was a dead letter first counts with each of its outcomes once they are summed up.")
    @APIResponse(
            responseCode = "200",
            description = "What the window adds up to",
            content =
                    @Content(
                            schema = @Schema(ref = "Analytics"),
                            examples = @ExampleObject(name = "a quiet hour", ref = "Analytics")))
    public Response analytics(
            @Parameter(
                            description =
                                    "How long: a number with s, m, h or d, or an ISO-8601 duration, from 1m to 31d",
                            schema = @Schema(defaultValue = "1h"),
                            example = "24h")
                    @RestQuery
                    String window)
            throws SQLException {
        Caller caller = current.get();
        Window asked = Window.endingAt(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Parameters.duration("window", window, Window.DEFAULT, Window.SHORTEST, Window.LONGEST));
        Summaries.Found found = summaries.find(
                caller.tenant(), asked.start(), asked.end(), asked.byHour(), summedTime.liveFrom(asked.end()));
        boolean complete = found.complete() && !asked.start().isBefore(summedTime.keptFrom(asked.end()));
        return JsonAnswer.ok(AnalyticsJson.of(
                        asked,
                        found.stretches(),
                        complete,
                        record ->
                                access.mayRead(caller, new RecordKey(caller.tenant(), record.outer(), record.inner()))))
                .build();
    }
}
