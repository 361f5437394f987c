package dev.syncline.rest;

import dev.syncline.problem.Problem;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.time.Duration;

/**
 * Refuses a body larger than any call reads with a problem: at once where its length is declared, and as soon as it is
 * read that far where it comes in chunks. One that is cut off is told from what fails here.
 */
@Provider
@ApplicationScoped
public class BodyLimit implements ReaderInterceptor {

    // After CORS, so that a browser's client can read the answer, and before the framework's own limit.
    private static final int PRIORITY = 50;

    // So long the rest is read and thrown away: who still sends would not see an answer on a connection that closes.
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final long maxBytes;
    private final RoutingContext current;

    BodyLimit(Settings settings, RoutingContext current) {
        this.maxBytes = Math.max(
                settings.limits().bodySize().asLongValue(),
                settings.limits().compressedBodySize().asLongValue());
        this.current = current;
    }

    void atStart(@Observes Filters filters) {
        filters.register(this::refuseDeclared, PRIORITY);
    }

    private void refuseDeclared(RoutingContext routing) {
        String length = routing.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= maxBytes) {
            routing.next();
            return;
        }
        Problem problem = Problem.of(BodySize.tooLarge(maxBytes));
        discardRest(routing);
        routing.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .end(Buffer.buffer(problem.json()));
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        body.setInputStream(new BoundedStream(body.getInputStream(), maxBytes, this::refuse));
        return body.proceed();
    }

    private ProblemException refuse() {
        discardRest(current);
        return BodySize.tooLarge(maxBytes);
    }

    private static void discardRest(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        request.handler(null);
        request.resume();
        routing.vertx().setTimer(LINGER.toMillis(), timer -> {
            if (request.isEnded()) {
                return;
            }
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                request.connection().close();
            }
        });
    }
}
