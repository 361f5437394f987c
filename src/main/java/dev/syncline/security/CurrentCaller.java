package dev.syncline.security;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Tells who makes the current request, from its bearer token. */
@ApplicationScoped
public class CurrentCaller {

    private static final String TENANT = "tenant";
    private static final int MAX_SUBJECT = 255; // OpenID Connect Core, 2

    private final JsonWebToken token;
    private final SecurityIdentity identity;
    private final Clock clock;

    CurrentCaller(JsonWebToken token, SecurityIdentity identity, Clock clock) {
        this.token = token;
        this.identity = identity;
        this.clock = clock;
    }

    /** Ends the request with a problem where the token names no usable tenant or subject. */
    public Caller get() {
        return caller(token.getClaim(TENANT), token.getSubject(), identity.getRoles());
    }

    /** When the token ends; empty where it does not. */
    public Optional<Instant> tokenEnd() {
        long seconds = token.getExpirationTime();
        return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    /** So much of a wait as the token lives. */
    public Duration withinToken(Duration wait) {
        return tokenEnd()
                .map(end -> Duration.between(clock.instant(), end))
                .filter(left -> left.compareTo(wait) < 0)
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .orElse(wait);
    }

    static Caller caller(Object tenant, String subject, Set<String> roles) {
        if (!Origin.isName(subject, MAX_SUBJECT)) {
            throw new ProblemException(ErrorCode.UNAUTHORIZED, "the token has no usable sub claim");
        }
        if (!(tenant instanceof String name) || !Origin.isName(name)) {
            throw new ProblemException(
                    ErrorCode.NO_TENANT, "the claim tenant must be a text of 1 to " + Origin.MAX_NAME + " characters");
        }
        return new Caller(name, subject, Set.copyOf(roles));
    }
}
