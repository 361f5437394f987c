package dev.syncline.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A page of the package's own, which a browser lets load and call nothing but this service. */
public final class HtmlPage {

    /** For {@code @Produces}. */
    public static final String TYPE = MediaType.TEXT_HTML + ";charset=UTF-8";

    // Content Security Policy, level 3.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final byte[] html;

    private HtmlPage(byte[] html) {
        this.html = html;
    }

    public static HtmlPage ofResource(String path) {
        try (InputStream file = HtmlPage.class.getResourceAsStream(path)) {
            return new HtmlPage(Objects.requireNonNull(file, path).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Response answer() {
        return Response.ok(html)
                .type(TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
