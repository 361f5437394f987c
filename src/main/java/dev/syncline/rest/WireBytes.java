package dev.syncline.rest;

import dev.syncline.metrics.Meters;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;

/** Counts the bytes of bodies as they crossed the wire, whoever reads or writes them, at the end of each call. */
@ApplicationScoped
public class WireBytes {

    private static final String CALLS = "/api/";
    private static final int EARLY = 1000;

    @Inject
    Meters meters;

    void register(@Observes Filters filters) {
        filters.register(this::count, EARLY);
    }

    private void count(RoutingContext call) {
        if (call.request().path().startsWith(CALLS)) {
            call.addEndHandler(ended -> {
                count("in", call.request().headers(), call.request().bytesRead());
                count("out", call.response().headers(), call.response().bytesWritten());
            });
        }
        call.next();
    }

    private void count(String direction, MultiMap headers, long bytes) {
        if (bytes > 0) {
            meters.payload(direction, encoding(headers.get(HttpHeaders.CONTENT_ENCODING)), bytes);
        }
    }

    private static String encoding(String header) {
        return header == null || header.isBlank()
                ? ContentCoding.IDENTITY.token()
                : ContentCoding.of(header.strip()).map(ContentCoding::token).orElse("other");
    }
}
