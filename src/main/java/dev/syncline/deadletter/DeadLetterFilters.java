package dev.syncline.deadletter;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;

import dev.syncline.rest.Parameters;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterRow;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** The parameters that say which dead letters to list. */
public class DeadLetterFilters {

    @Parameter(description = "Its code, as in resolver-failed")
    @RestQuery
    String cause;

    @RestQuery
    String entity;

    @Parameter(schema = @Schema(enumeration = {"PENDING", "SENT", "RESOLVED", "DISCARDED"}))
    @RestQuery
    String state;

    @Parameter(description = "Failed then or later, epoch milliseconds", schema = @Schema(type = INTEGER))
    @RestQuery
    String from;

    @Parameter(description = "Failed before, epoch milliseconds", schema = @Schema(type = INTEGER))
    @RestQuery
    String to;

    DeadLetterFilter of(String tenant) {
        return new DeadLetterFilter(
                tenant,
                Parameters.name("cause", cause).orElse(null),
                Parameters.name("entity", entity).orElse(null),
                Parameters.oneOf("state", state, DeadLetterRow.State.class).orElse(null),
                Parameters.time("from", from).orElse(null),
                Parameters.time("to", to).orElse(null));
    }
}
