package dev.syncline.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
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

    private volatile Said last = new Said(Long.MIN_VALUE, "");

    @Inject
    Clock clock;

    /** A date as it is said for one second. */
    private record Said(long second, String date) {}

    void register(@Observes Filters filters) {
        filters.register(this::date, EARLY);
    }

    private void date(RoutingContext call) {
        // When it is sent: a call may wait long for its answer.
        call.addHeadersEndHandler(sent -> call.response().putHeader(HttpHeaders.DATE, now()));
        call.next();
    }

    private String now() {
        Instant now = clock.instant();
        Said said = last;
        if (said.second() != now.getEpochSecond()) {
            said = new Said(now.getEpochSecond(), IMF_FIXDATE.format(now));
            last = said;
        }
        return said.date();
    }
}
