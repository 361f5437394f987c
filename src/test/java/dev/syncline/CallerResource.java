package dev.syncline;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** A guarded call of the tests' own: who is calling. */
@Path("/test/caller")
@RolesAllowed("sync")
public class CallerResource {

    private final SecurityIdentity identity;
    private final JsonWebToken token;

    CallerResource(SecurityIdentity identity, JsonWebToken token) {
        this.identity = identity;
        this.token = token;
    }

    @GET
    public Map<String, Object> caller() {
        return Map.of(
                "sub",
                identity.getPrincipal().getName(),
                "tenant",
                token.<String>getClaim("tenant"),
                "groups",
                identity.getRoles());
    }
}
