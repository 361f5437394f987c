package dev.syncline.conflicts;

import dev.syncline.resolve.Decision;
import dev.syncline.rest.Parameters;
import dev.syncline.store.ConflictFilter;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** The parameters that say which conflicts to list. */
public class ConflictFilters {

    @RestQuery
    String entity;

    @RestQuery
    String entityId;

    @Parameter(description = "The client whose change it was")
    @RestQuery
    String clientId;

    @Parameter(schema = @Schema(implementation = Decision.Settled.class))
    @RestQuery
    String resolution;

    ConflictFilter of(String tenant) {
        return new ConflictFilter(
                tenant,
                Parameters.name("entity", entity).orElse(null),
                Parameters.name("entityId", entityId).orElse(null),
                Parameters.name("clientId", clientId).orElse(null),
                Parameters.oneOf("resolution", resolution, Decision.Settled.class)
                        .orElse(null));
    }
}
