package dev.syncline.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates every answer, as an origin with a clock must (RFC 9110, 6.6.1): clients correct their own clocks by it. */
@ApplicationScoped
public class AnswerDate {

    // The JDK's own format for it leaves out a day's first digit where that is 0.
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final int EARLY = 1000;

    @Inject
    Clock clock;

    void register(@Observes Filters filters) {
        filters.register(this::date, EARLY);
    }

    private void date(RoutingContext call) {
        // When it is sent: a call may wait long for its answer.
        call.addHeadersEndHandler(
                sent -> call.response().putHeader(HttpHeaders.DATE, IMF_FIXDATE.format(clock.instant())));
        call.next();
    }
}
