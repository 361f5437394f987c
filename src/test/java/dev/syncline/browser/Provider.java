package dev.syncline.browser;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small OpenID provider with a key of its own, which the service trusts. It signs in whoever comes as olivia, and holds
 * the console to Authorization Code with PKCE as a public client.
 */
public final class Provider implements QuarkusTestResourceLifecycleManager {

    static final String TENANT = "globex";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String KEY_ID = "one";

    private final KeyPair keys = newKeys();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
    private final List<String> grants = new CopyOnWriteArrayList<>();
    private final AtomicInteger introspected = new AtomicInteger();
    private HttpServer server;

    private volatile long lifetimeSeconds;
    private volatile boolean refreshes;
    private volatile boolean isAway;
    private volatile String forgedNonce;

    /** As if nobody had been here, and with tokens that last. */
    void reset() {
        lifetimeSeconds = 300;
        refreshes = true;
        isAway = false;
        forgedNonce = null;
        grants.clear();
        introspected.set(0);
    }

    void issueForSeconds(long seconds) {
        lifetimeSeconds = seconds;
    }

    void refuseRefreshes() {
        refreshes = false;
    }

    /** As behind a proxy that reaches nobody: neither its metadata nor tokens are to be had. */
    void beAway(boolean away) {
        isAway = away;
    }

    /** Puts it into ID tokens, whatever was asked for. */
    void forgeNonce(String nonce) {
        forgedNonce = nonce;
    }

    /** The kinds of grant that brought tokens, in order. */
    List<String> grants() {
        return grants;
    }

    /** How often it was asked of a token. */
    int introspected() {
        return introspected.get();
    }

    @Override
    public Map<String, String> start() {
        reset();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "openid-provider");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/.well-known/openid-configuration", this::metadata);
        server.createContext("/keys", exchange -> json(exchange, 200, Map.of("keys", List.of(publicKey()))));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/introspect", exchange -> {
            introspected.incrementAndGet();
            json(exchange, 200, Map.of("active", false));
        });
        server.createContext(
                "/end", exchange -> redirect(exchange, query(exchange).get("post_logout_redirect_uri")));
        server.start();
        return Map.of(
                "quarkus.oidc.auth-server-url",
                issuer(),
                "quarkus.oidc.token.issuer",
                issuer(),
                // Where a key is set, no provider is asked for its keys.
                "quarkus.oidc.public-key",
                "",
                "dev-token.signing-key",
                "");
    }

    // After the backends, which set the key.
    @Override
    public int order() {
        return 10;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, field -> field.getType().equals(Provider.class));
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void metadata(HttpExchange exchange) throws IOException {
        if (isAway) {
            json(exchange, 503, Map.of());
            return;
        }
        json(
                exchange,
                200,
                Map.of(
                        "issuer", issuer(),
                        "authorization_endpoint", issuer() + "/authorize",
                        "token_endpoint", issuer() + "/token",
                        "introspection_endpoint", issuer() + "/introspect",
                        "end_session_endpoint", issuer() + "/end",
                        "jwks_uri", issuer() + "/keys"));
    }

    private Map<String, Object> publicKey() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "kid",
                KEY_ID,
                "alg",
                "RS256",
                "use",
                "sig",
                "n",
                BASE64URL.encodeToString(unsigned(key.getModulus())),
                "e",
                BASE64URL.encodeToString(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = query(exchange);
        boolean right = "code".equals(asked.get("response_type"))
                && "syncline-console".equals(asked.get("client_id"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.get("code_challenge").length() == 43
                && asked.containsKey("nonce");
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        String answer = right ? "code=" + code : "error=invalid_request";
        redirect(
                exchange,
                asked.get("redirect_uri") + "?" + answer + "&state="
                        + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8) + "&iss="
                        + URLEncoder.encode(issuer(), StandardCharsets.UTF_8));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (isAway) {
            json(exchange, 503, Map.of());
            return;
        }
        String grant = form.get("grant_type");
        boolean known = "authorization_code".equals(grant) ? isRedeemed(form) : isRefreshed(form);
        if (!known) {
            json(exchange, 400, Map.of("error", "invalid_grant", "error_description", "the session has ended"));
            return;
        }
        grants.add(grant);
        String refresh = UUID.randomUUID().toString();
        String nonce = refreshTokens.getOrDefault(form.getOrDefault("refresh_token", ""), "");
        if ("authorization_code".equals(grant)) {
            nonce = codes.remove(form.get("code")).get("nonce");
        }
        refreshTokens.put(refresh, nonce);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token_type", "Bearer");
        answer.put("expires_in", lifetimeSeconds);
        answer.put("refresh_token", refresh);
        answer.put("access_token", sign(claims(Map.of("tenant", TENANT, "groups", List.of("sync", "sync-admin")))));
        answer.put(
                "id_token",
                sign(claims(Map.of("aud", "syncline-console", "nonce", forgedNonce == null ? nonce : forgedNonce))));
        json(exchange, 200, answer);
    }

    private boolean isRedeemed(Map<String, String> form) {
        Map<String, String> asked = codes.get(form.getOrDefault("code", ""));
        return asked != null
                && asked.get("redirect_uri").equals(form.get("redirect_uri"))
                && asked.get("client_id").equals(form.get("client_id"))
                && asked.get("code_challenge").equals(challenge(form.get("code_verifier")));
    }

    private boolean isRefreshed(Map<String, String> form) {
        return refreshes && refreshTokens.containsKey(form.getOrDefault("refresh_token", ""));
    }

    private Map<String, Object> claims(Map<String, Object> own) {
        Map<String, Object> claims = new LinkedHashMap<>(own);
        claims.put("iss", issuer());
        claims.put("sub", "olivia");
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + lifetimeSeconds);
        return claims;
    }

    /** A token as of this provider, by a key that it does not tell of. */
    String ofUnknownKey() throws IOException {
        return sign("other", claims(Map.of("tenant", TENANT, "groups", List.of("sync"))));
    }

    private String sign(Map<String, Object> claims) throws IOException {
        return sign(KEY_ID, claims);
    }

    private String sign(String keyId, Map<String, Object> claims) throws IOException {
        String signed = part(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId)) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Map<String, Object> json) throws IOException {
        return BASE64URL.encodeToString(JSON.writeValueAsBytes(json));
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return BASE64URL.encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        return form(exchange.getRequestURI().getRawQuery());
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split("&")) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", URI.create(to).toString());
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        byte[] body = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
