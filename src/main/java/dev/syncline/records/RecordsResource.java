package dev.syncline.records;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.RecordKey;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.IfNoneMatch;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Parameters;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.RecordQueries;
import dev.syncline.store.RecordVersion;
import dev.syncline.store.RevisionPage;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Shows a record, and the versions it had. */
@Path("/api/v1/records/{entity}/{entityId}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed(Roles.SYNC)
@Tag(name = "Records", description = "Records and their revisions")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class RecordsResource {

    private static final long MAX_VERSION = Change.MAX_VERSION;

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final RecordQueries records;
    private final long answerBytes;

    RecordsResource(CurrentCaller current, AccessPolicy access, RecordQueries records, Settings settings) {
        this.current = current;
        this.access = access;
        this.records = records;
        this.answerBytes = settings.acks().answerSize().asLongValue();
    }

    @GET
    @Operation(
            operationId = "getRecord",
            summary = "A record",
            description = "Its ETag is its version; If-None-Match answers 304 while it is unchanged. A deleted record"
                    + " is shown without data.")
    @Parameter(ref = "IfNoneMatch")
    @APIResponse(
            responseCode = "200",
            description = "The record",
            headers = @Header(name = "ETag", ref = "ETag"),
            content =
                    @Content(
                            schema = @Schema(ref = "Record"),
                            examples = @ExampleObject(name = "message", ref = "Record")))
    @APIResponse(
            responseCode = "304",
            description = "The record has the version of If-None-Match",
            headers = @Header(name = "ETag", ref = "ETag"))
    public Response find(@RestPath String entity, @RestPath String entityId, @Context HttpHeaders headers) {
        RecordKey key = readable(entity, entityId);
        RecordVersion record = records.find(key).orElseThrow(notFound("record"));
        String tag = "\"" + record.version() + "\"";
        Response.ResponseBuilder answer = IfNoneMatch.holds(headers, tag)
                ? Response.status(Response.Status.NOT_MODIFIED)
                : JsonAnswer.ok(RecordJson.of(record));
        return answer.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
                .cacheControl(revalidated())
                .build();
    }

    @GET
    @Path("/revisions")
    @Operation(
            operationId = "listRevisions",
            summary = "A record's versions, newest first",
            description =
                    "The present one is the first. Versions are kept for a time after they were replaced. A page of large"
                            + " ones holds fewer than the limit; while more is true, the last version goes into the next call's"
                            + " before.")
    @APIResponse(
            responseCode = "200",
            description = "The versions",
            content =
                    @Content(
                            schema = @Schema(ref = "RevisionPage"),
                            examples = @ExampleObject(name = "two", ref = "RevisionPage")))
    public Response revisions(
            @RestPath String entity,
            @RestPath String entityId,
            @Parameter(description = "Only versions below this one", schema = @Schema(type = INTEGER, minimum = "1"))
                    @RestQuery
                    String before,
            @Parameter(schema = @Schema(type = INTEGER, minimum = "1", maximum = "100", defaultValue = "20")) @RestQuery
                    String limit) {
        RecordKey key = readable(entity, entityId);
        long below = Parameters.number("before", before, Long.MAX_VALUE, 1, MAX_VERSION);
        int length = (int) Parameters.number("limit", limit, 20, 1, 100);
        RevisionPage page = records.revisions(key, below, length, answerBytes).orElseThrow(notFound("record"));
        return JsonAnswer.ok(RecordJson.of(page)).build();
    }

    @GET
    @Path("/revisions/{version}")
    @Operation(operationId = "getRevision", summary = "A record at one version")
    @APIResponse(
            responseCode = "200",
            description = "The version",
            content =
                    @Content(
                            schema = @Schema(ref = "Record"),
                            examples = @ExampleObject(name = "message", ref = "Record")))
    public Response revision(@RestPath String entity, @RestPath String entityId, @RestPath String version) {
        RecordKey key = readable(entity, entityId);
        long number = Parameters.number("version", version, 0, 1, MAX_VERSION);
        RecordVersion record = records.revision(key, number).orElseThrow(notFound("version"));
        return JsonAnswer.ok(RecordJson.of(record)).build();
    }

    private RecordKey readable(String entity, String entityId) {
        Caller caller = current.get();
        RecordKey key = new RecordKey(caller.tenant(), entity, entityId);
        // What is no name no record has, and the database could refuse to look for it.
        if (!Origin.isName(entity) || !Origin.isName(entityId) || !access.mayRead(caller, key)) {
            throw notFound("record").get();
        }
        return key;
    }

    private static Supplier<ProblemException> notFound(String what) {
        return () -> new ProblemException(ErrorCode.NOT_FOUND, "there is no such " + what);
    }

    private static CacheControl revalidated() {
        CacheControl control = new CacheControl();
        control.setPrivate(true);
        control.setNoCache(true);
        return control;
    }
}
