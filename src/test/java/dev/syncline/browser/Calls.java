package dev.syncline.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What a device asks of the service, and what gets in the way. */
final class Calls {

    static final String ALL = "**/api/v1/**";
    static final String PUSH = "**/api/v1/changes";
    static final String FEED = "**/api/v1/feed?**";
    static final String QUERY = "**/api/v1/changes/query";
    static final String STREAM = "**/api/v1/stream?**";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Calls() {}

    /** The changes of a push. */
    static List<JsonNode> changes(Request push) {
        List<JsonNode> changes = new ArrayList<>();
        body(push).get("changes").forEach(changes::add);
        return changes;
    }

    static JsonNode body(Request request) {
        byte[] body = request.postDataBuffer();
        try (InputStream plain = "gzip".equals(request.headers().get("content-encoding"))
                ? new GZIPInputStream(new ByteArrayInputStream(body))
                : new ByteArrayInputStream(body)) {
            return JSON.readTree(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with a problem in the service's place. */
    static void refuse(Route route, int status, String code, Map<String, String> headers) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/problem+json")
                .setHeaders(headers)
                .setBody("{\"code\": \"" + code + "\", \"detail\": \"in the way\"}"));
    }

    /** The service answers the push before it knows the outcomes. */
    static void withoutWaiting(Route push) {
        Map<String, String> headers = new HashMap<>(push.request().headers());
        headers.remove("prefer");
        push.resume(new Route.ResumeOptions().setHeaders(headers));
    }

    static void tellNoOutcome(Route query) {
        query.fulfill(new Route.FulfillOptions()
                .setContentType("application/json")
                .setBody("{\"acks\": [], \"unknown\": []}"));
    }

    /** The service gets the request, and its answer is lost. */
    static void loseAnswer(Route route) {
        route.fetch();
        route.abort();
    }
}
