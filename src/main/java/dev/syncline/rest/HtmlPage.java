package dev.syncline.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the package's own, which a browser lets load nothing but this service's, and call little else. */
public final class HtmlPage {

    /** For {@code @Produces}. */
    public static final String TYPE = MediaType.TEXT_HTML + ";charset=UTF-8";

    private final byte[] html;
    private final String policy;

    private HtmlPage(byte[] html, String policy) {
        this.html = html;
        this.policy = policy;
    }

    public static HtmlPage ofResource(String path) {
        return ofResource(path, List.of());
    }

    /** @param callable other origins that it may call */
    public static HtmlPage ofResource(String path, List<String> callable) {
        try (InputStream file = HtmlPage.class.getResourceAsStream(path)) {
            return new HtmlPage(Objects.requireNonNull(file, path).readAllBytes(), policy(callable));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Content Security Policy, level 3.
    private static String policy(List<String> callable) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + Stream.concat(Stream.of(" connect-src 'self'"), callable.stream())
                        .collect(Collectors.joining(" "))
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    public Response answer() {
        return Response.ok(html)
                .type(TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
