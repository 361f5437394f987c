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
        if (!isName(subject, MAX_SUBJECT)) {
            throw new ProblemException(ErrorCode.UNAUTHORIZED, "the token has no usable sub claim");
        }
        if (!(tenant instanceof String name) || !isName(name, Origin.MAX_NAME)) {
            throw new ProblemException(
                    ErrorCode.NO_TENANT, "the claim tenant must be a text of 1 to " + Origin.MAX_NAME + " characters");
        }
        return new Caller(name, subject, Set.copyOf(roles));
    }

    /** Whether a text can be kept as a name: the database holds neither U+0000 nor half of a surrogate pair. */
    private static boolean isName(String text, int maxLength) {
        return text != null
                && !text.isBlank()
                && text.length() <= maxLength
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || isSurrogate(c));
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
