package dev.syncline.console;

import dev.syncline.rest.HtmlPage;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** The page itself, which a browser lets call the provider too. */
@ApplicationScoped
class ConsolePage {

    private final HtmlPage page;

    ConsolePage(SignIn signIn, Settings settings) {
        Stream<URI> callable =
                Stream.concat(signIn.issuer().stream(), settings.console().connectOrigins().orElse(List.of()).stream());
        this.page = HtmlPage.ofResource(
                "/web/console/console.html", callable.map(ConsolePage::origin).toList());
    }

    Response answer() {
        return page.answer();
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
