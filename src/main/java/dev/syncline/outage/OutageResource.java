package dev.syncline.outage;

import dev.syncline.change.ErrorCode;
import dev.syncline.embedded.Outages;
import dev.syncline.embedded.OutagesMXBean;
import dev.syncline.problem.ProblemException;
import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Lets whoever asks see what the service does without its database or its broker. */
@Path("/dev/outage")
@IfBuildProfile(anyOf = {"dev", "test"})
@PermitAll
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class OutageResource {

    private static final List<String> BACKENDS = List.of("database", "broker");
    private static final long LONGEST_SECONDS = Duration.ofMinutes(2).toSeconds();

    private final String broker;

    OutageResource(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.broker = bootstrapServers;
    }

    /** Which backend is to be away, and for how long. */
    public record Wanted(String backend, Long seconds) {}

    /** What can be taken away, and for how many seconds more something is. */
    public record Possible(List<String> backends, Map<String, Long> away) {}

    @GET
    @Operation(hidden = true)
    public Possible outages() {
        return Outages.of(broker)
                .map(outages -> new Possible(BACKENDS, outages.getAway()))
                .orElseGet(() -> new Possible(List.of(), Map.of()));
    }

    /** Answers when the backend is gone; it comes back by itself. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response begin(Wanted wanted) {
        if (wanted == null
                || wanted.backend() == null
                || !BACKENDS.contains(wanted.backend())
                || wanted.seconds() == null) {
            throw new ProblemException(ErrorCode.MALFORMED, "backend is one of " + BACKENDS + "; seconds is required");
        }
        if (wanted.seconds() < 1 || wanted.seconds() > LONGEST_SECONDS) {
            throw new ProblemException(ErrorCode.MALFORMED, "seconds is 1 to " + LONGEST_SECONDS);
        }
        Optional<OutagesMXBean> embedded = Outages.of(broker);
        if (embedded.isEmpty()) {
            throw new ProblemException(ErrorCode.NO_EMBEDDED_BACKENDS, "the backends are not this process's own");
        }
        if (!embedded.get().begin(wanted.backend(), wanted.seconds())) {
            throw new ProblemException(ErrorCode.AWAY_ALREADY, "the " + wanted.backend() + " is away already");
        }
        return Response.accepted(outages()).build();
    }
}
