package dev.syncline.devtoken;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Gives a token to whoever asks. */
@Path("/dev/token")
@IfBuildProfile(anyOf = {"dev", "test"})
@PermitAll
public class DevTokenResource {

    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();
    private static final long USUAL_SECONDS = Duration.ofHours(1).toSeconds();

    private final DevTokens tokens;

    DevTokenResource(DevTokens tokens) {
        this.tokens = tokens;
    }

    /** What to put into the token. */
    public record Wanted(String sub, String tenant, Set<String> groups, Long ttlSeconds) {}

    /** The answer of an OAuth token endpoint. */
    public record Issued(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn) {}

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response issue(Wanted wanted) {
        if (!tokens.available()) {
            throw new ProblemException(ErrorCode.NO_DEV_TOKENS, "tokens come from the configured provider");
        }
        if (wanted == null || isBlank(wanted.sub()) || isBlank(wanted.tenant())) {
            throw new ProblemException(ErrorCode.MALFORMED, "sub and tenant are required");
        }
        long ttl = wanted.ttlSeconds() == null ? USUAL_SECONDS : wanted.ttlSeconds();
        if (ttl < 1 || ttl > LONGEST_SECONDS) {
            throw new ProblemException(ErrorCode.MALFORMED, "ttlSeconds is 1 to " + LONGEST_SECONDS);
        }
        Set<String> groups = wanted.groups() == null ? Set.of("sync") : wanted.groups();
        String token = tokens.sign(wanted.sub(), wanted.tenant(), groups, Instant.now(), Duration.ofSeconds(ttl));
        return Response.ok(new Issued(token, ttl), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
