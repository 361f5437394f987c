package dev.syncline.console;

import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The page itself, and what a browser may load and call from it. */
@ApplicationScoped
class ConsolePage {

    private static final String FILE = "/web/console/console.html";

    private final byte[] html;
    private final String policy;

    ConsolePage(SignIn signIn, Settings settings) {
        this.html = read();
        this.policy = policy(signIn, settings.console().connectOrigins().orElse(List.of()));
    }

    byte[] html() {
        return html;
    }

    /** The Content-Security-Policy (CSP level 3): nothing but the service's own files, and calls to the provider. */
    String policy() {
        return policy;
    }

    private static String policy(SignIn signIn, List<URI> others) {
        List<String> callable = new ArrayList<>(List.of("'self'"));
        signIn.issuer().map(ConsolePage::origin).ifPresent(callable::add);
        others.stream().map(ConsolePage::origin).forEach(callable::add);
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
                + String.join(" ", callable)
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static byte[] read() {
        try (InputStream file = ConsolePage.class.getResourceAsStream(FILE)) {
            return Objects.requireNonNull(file, FILE).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
