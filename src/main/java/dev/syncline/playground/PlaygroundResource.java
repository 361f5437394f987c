package dev.syncline.playground;

import dev.syncline.rest.HtmlPage;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The playground, where a visitor can be given tokens; a page that only shows the way where tokens are a provider's. */
@Path("/")
@NonBlocking
@PermitAll
public class PlaygroundResource {

    private final HtmlPage page;

    /** @param signingKey this run's key for tokens of its own, which only development has */
    PlaygroundResource(@ConfigProperty(name = "dev-token.signing-key") Optional<String> signingKey) {
        this.page = HtmlPage.ofResource(
                signingKey.isPresent() ? "/web/playground/playground.html" : "/web/playground/welcome.html");
    }

    @GET
    @Produces(HtmlPage.TYPE)
    @Operation(hidden = true)
    public Response page() {
        return page.answer();
    }
}
