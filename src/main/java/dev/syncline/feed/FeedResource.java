package dev.syncline.feed;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.RecordKey;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.json.JsonParts;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.rest.Parameters;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.store.BaseVersion;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.FeedItem;
import dev.syncline.store.FeedPage;
import dev.syncline.store.FeedQueries;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Sends clients the records that changed since they last asked. */
@Path("/api/v1/feed")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed(Roles.SYNC)
@Tag(name = "Feed", description = "What everybody wrote")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class FeedResource {

    // What an answer costs besides its records is then little, also where these are small.
    private static final int MAX_LIMIT = 5_000;

    private static final String ITEMS = "items";

    private final CurrentCaller current;
    private final AccessPolicy access;
    private final EntityCatalog entities;
    private final FeedQueries feed;

    FeedResource(CurrentCaller current, AccessPolicy access, EntityCatalog entities, FeedQueries feed) {
        this.current = current;
        this.access = access;
        this.entities = entities;
        this.feed = feed;
    }

    @GET
    @Operation(
            operationId = "pullFeed",
            summary = "Records in the order in which they last changed",
            description =
                    "Without a cursor from the start, leaving out what was deleted before. The answer's cursor goes"
                            + " into the next call, at once while there is more. 410 resync-required: begin again without one.")
    @APIResponse(
            responseCode = "200",
            description = "The records",
            content =
                    @Content(
                            schema = @Schema(ref = "FeedPage"),
                            examples = @ExampleObject(name = "page", ref = "FeedPage")))
    public Response pull(
            @Parameter(description = "The cursor of an earlier answer") @RestQuery String cursor,
            @Parameter(schema = @Schema(type = INTEGER, minimum = "1", maximum = "5000", defaultValue = "100"))
                    @RestQuery
                    String limit,
            @Parameter(description = "Only this entity's records") @RestQuery String entity,
            @Parameter(
                            description = "Send merge patches on the version held at the cursor, where shorter",
                            schema = @Schema(type = BOOLEAN, defaultValue = "false"))
                    @RestQuery
                    String delta)
            throws SQLException {
        Caller caller = current.get();
        if (entity != null && !entities.knows(entity)) {
            throw new ProblemException(
                    ErrorCode.INVALID_PARAMETER, "entity must be one of those configured: " + entities.entities());
        }
        FeedCursor from = cursor(caller, cursor);
        int most = Parameters.limit(limit, MAX_LIMIT);
        return Parameters.flag("delta", delta) && from != null
                ? deltas(caller, from, entity, most)
                : whole(caller, from, entity, most);
    }

    /** A record and its JSON. */
    private record Shown(RecordKey key, JsonParts.Part json) {}

    private Response whole(Caller caller, FeedCursor from, String entity, int limit) throws SQLException {
        JsonParts json = new JsonParts(ITEMS);
        FeedPage<Shown> page = feed.after(
                        caller.tenant(),
                        from,
                        entity,
                        limit,
                        item -> new Shown(item.key(), json.add(FeedJson.whole(item))))
                .orElseThrow(resync());
        // An application's policy has no part in an open transaction.
        List<JsonParts.Part> items = page.items().stream()
                .filter(shown -> access.mayRead(caller, shown.key()))
                .map(Shown::json)
                .toList();
        return answer(caller, page, json, items);
    }

    private Response deltas(Caller caller, FeedCursor from, String entity, int limit) throws SQLException {
        FeedPage<FeedItem> page =
                feed.after(caller.tenant(), from, entity, limit).orElseThrow(resync());
        List<FeedItem> items = page.items().stream()
                .filter(item -> access.mayRead(caller, item.key()))
                .toList();
        Map<RecordKey, BaseVersion> bases = feed.bases(from, items);
        JsonParts json = new JsonParts(ITEMS);
        return answer(
                caller,
                page,
                json,
                items.stream()
                        .map(item -> json.add(FeedJson.of(item, delta(item, bases))))
                        .toList());
    }

    private static Optional<Delta> delta(FeedItem item, Map<RecordKey, BaseVersion> bases) {
        return Optional.ofNullable(bases.get(item.key())).flatMap(held -> Delta.of(held, item.data()));
    }

    private static Response answer(Caller caller, FeedPage<?> page, JsonParts json, List<JsonParts.Part> items) {
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put("cursor", page.next().text(page.epoch(), caller.tenant()));
        rest.put("epoch", page.epoch().token());
        rest.put("more", page.more());
        return JsonAnswer.ok(json.text(items, rest)).build();
    }

    private FeedCursor cursor(Caller caller, String text) {
        // Not of this history is told apart from never issued.
        return Parameters.cursor("cursor", text, given -> feed.parse(caller.tenant(), given))
                .map(known -> known.orElseThrow(resync()))
                .orElse(null);
    }

    private static Supplier<ProblemException> resync() {
        return () -> new ProblemException(
                ErrorCode.RESYNC_REQUIRED, "pull again without a cursor, and keep what is not yet acknowledged");
    }
}
