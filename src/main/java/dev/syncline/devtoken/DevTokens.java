package dev.syncline.devtoken;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signs tokens with this run's key. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
public class DevTokens {

    static final String ISSUER = "syncline-dev";

    @ConfigProperty(name = DevTokenKeys.SIGNING_KEY)
    Optional<String> signingKey;

    /** Whether this run has a key: with an own provider, it has none. */
    public boolean available() {
        return signingKey.isPresent();
    }

    public String sign(String sub, String tenant, Set<String> groups, Instant issuedAt, Duration ttl) {
        return Jwt.issuer(ISSUER)
                .subject(sub)
                .claim("tenant", tenant)
                .groups(groups)
                .issuedAt(issuedAt)
                .expiresAt(issuedAt.plus(ttl))
                .sign(DevTokenKeys.privateKey(signingKey.orElseThrow()));
    }
}
