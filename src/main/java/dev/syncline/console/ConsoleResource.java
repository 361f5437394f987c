package dev.syncline.console;

import dev.syncline.rest.HtmlPage;
import dev.syncline.rest.JsonAnswer;
import dev.syncline.security.Caller;
import dev.syncline.security.CurrentCaller;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The console, and the two answers it begins with. */
@Path("/console")
@NonBlocking
@PermitAll
public class ConsoleResource {

    private final ConsolePage page;
    private final SignIn signIn;
    private final CurrentCaller current;

    ConsoleResource(ConsolePage page, SignIn signIn, CurrentCaller current) {
        this.page = page;
        this.signIn = signIn;
        this.current = current;
    }

    @GET
    @Produces(HtmlPage.TYPE)
    @Operation(hidden = true)
    public Response page() {
        return page.answer();
    }

    @GET
    @Path("/config")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response config() {
        return JsonAnswer.ok(signIn.json())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    /** Who the service takes the caller for: a token's own claims may be called anything. */
    @GET
    @Path("/caller")
    @Authenticated
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response caller() {
        Caller caller = current.get();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("subject", caller.subject());
        json.put("tenant", caller.tenant());
        json.put("roles", caller.roles().stream().sorted().toList());
        return JsonAnswer.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
