package dev.syncline.bench;

import dev.syncline.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The OpenID provider of a bench: it holds a key pair and signs tokens (RFC 7519, RS256). */
public final class Signer {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;

    public Signer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For {@code quarkus.oidc.public-key}. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    public String token(String tenant, String subject, Duration ttl, String... groups) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "bench");
        claims.put("sub", subject);
        claims.put("tenant", tenant);
        claims.put("groups", List.of(groups));
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().plus(ttl).getEpochSecond());
        String signed = part(Map.of("alg", "RS256", "typ", "JWT")) + "." + part(claims);
        return signed + "." + BASE64URL.encodeToString(sign(signed));
    }

    private static String part(Map<String, Object> json) {
        return BASE64URL.encodeToString(JsonWriter.writeBytes(json));
    }

    private byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
