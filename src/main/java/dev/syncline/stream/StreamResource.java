package dev.syncline.stream;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.Parameters;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import dev.syncline.security.Roles;
import dev.syncline.settings.Settings;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.FeedItem;
import dev.syncline.store.FeedPage;
import dev.syncline.store.FeedQueries;
import dev.syncline.store.Position;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Opens streams. */
@Path("/api/v1/stream")
@Blocking
@RolesAllowed(Roles.SYNC)
@Tag(name = "Stream", description = "What happens, as it happens")
@APIResponse(responseCode = "4XX", ref = "Problem")
@APIResponse(responseCode = "429", ref = "TooMany")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class StreamResource {

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final CurrentCaller current;
    private final FeedQueries feed;
    private final Streams streams;
    private final Settings.Stream settings;

    StreamResource(CurrentCaller current, FeedQueries feed, Streams streams, Settings settings) {
        this.current = current;
        this.feed = feed;
        this.streams = streams;
        this.settings = settings.stream();
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "openStream",
            summary = "Changes, acks and the status, as they come",
            description = "Server-sent events: change (a record of the feed, with its cursor), ack (with clientId, what"
                    + " became of its changes), status, and token-expiring before the stream ends with its token. The"
                    + " last id received goes into Last-Event-ID of the next call, and exactly the rest follows; so does"
                    + " a cursor of the feed. Without it the stream begins now. 410 resync-required: pull the feed again"
                    + " from the start. 429 and 503: too many streams are open.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema =
                                    @Schema(
                                            type =
                                                    org.eclipse.microprofile.openapi.annotations.enums.SchemaType
                                                            .STRING),
                            examples = @ExampleObject(name = "events", ref = "Stream")))
    public Response open(
            @Parameter(description = "The client's own name, to be told of its acks") @RestQuery String clientId,
            @Parameter(description = "Where to go on") @HeaderParam(LAST_EVENT_ID) String lastEventId,
            @Parameter(hidden = true) @Context RoutingContext routing)
            throws SQLException {
        Caller caller = current.get();
        Origin client =
                Parameters.name("clientId", clientId).map(caller::client).orElse(null);
        OpenStream stream = stream(caller, client, lastEventId);
        String tenant = caller.tenant();
        streams.admission().enter(tenant);
        StreamReader reader = stream.reader(
                new HttpOutlet(routing.request(), tenant, settings.buffer().asLongValue(), streams.inFlight()));
        AtomicBoolean gone = new AtomicBoolean();
        Runnable leave = () -> {
            if (gone.compareAndSet(false, true)) {
                streams.admission().leave(tenant);
                streams.left(tenant, reader);
            }
        };
        routing.addEndHandler(ended -> leave.run());
        // The handlers of a client that hung up before have run already.
        if (routing.response().closed() || routing.response().ended()) {
            leave.run();
        }
        return Response.ok(new StreamAnswer(() -> streams.begin(stream, reader)))
                .type(MediaType.SERVER_SENT_EVENTS)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                // Proxies of nginx's kind would gather events up.
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private OpenStream stream(Caller caller, Origin client, String lastEventId) throws SQLException {
        Optional<Position> acks =
                Parameters.cursor(LAST_EVENT_ID, lastEventId, StreamId::acks).flatMap(known -> known);
        Optional<FeedCursor> from = Parameters.cursor(
                        LAST_EVENT_ID, lastEventId, id -> feed.parse(caller.tenant(), StreamId.cursor(id)))
                .map(known -> known.orElseThrow(resync()));
        FeedPage<FeedItem> end = from.isPresent()
                ? feed.end(caller.tenant(), from.get()).orElseThrow(resync())
                : feed.end(caller.tenant());
        FeedCursor present = FeedCursor.at(end.next().position());
        if (acks.isPresent() && !isWithin(acks.get(), present.position())) {
            throw resync().get();
        }
        Position acksFrom = acks.or(() -> from.map(StreamId::acksFrom)).orElse(present.position());
        StreamId start = new StreamId(from.orElse(present), client == null ? null : acksFrom);
        return new OpenStream(caller, client, end.epoch(), start, present, current.tokenEnd());
    }

    /** Whether the service has come to an ack's place: one beyond would leave some out. */
    private static boolean isWithin(Position acks, Position end) {
        return acks.epoch() == end.epoch() && acks.compareTo(end) <= 0;
    }

    private static Supplier<ProblemException> resync() {
        return () -> new ProblemException(
                ErrorCode.RESYNC_REQUIRED, "pull the feed without a cursor, and keep what is not yet acknowledged");
    }
}
