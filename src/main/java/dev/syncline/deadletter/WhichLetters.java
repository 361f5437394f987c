package dev.syncline.deadletter;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;

import dev.syncline.access.AccessPolicy;
import dev.syncline.rest.Parameters;
import dev.syncline.security.Caller;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** The parameter that says whose dead letters are meant, on every call. */
public class WhichLetters {

    @Parameter(
            description = "Those whose message could not be read, and so are no tenant's; for sync-operator",
            schema = @Schema(type = BOOLEAN))
    @RestQuery
    String undecodable;

    Reach reach(Caller caller, AccessPolicy access) {
        return Reach.of(caller, Parameters.flag("undecodable", undecodable), access);
    }
}
