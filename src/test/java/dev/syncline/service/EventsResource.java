package dev.syncline.service;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** An event stream that would be worth compressing. */
@Path("/test/events")
public class EventsResource {

    static final String EVENT = "x".repeat(5_000);

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<String> events() {
        return Multi.createFrom().items(EVENT, EVENT);
    }
}
