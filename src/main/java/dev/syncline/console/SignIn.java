package dev.syncline.console;

import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where a person signs in: the provider that the service trusts, unless another is set. */
@ApplicationScoped
class SignIn {

    private final Settings.Console settings;
    private final Optional<URI> issuer;

    SignIn(Settings settings, @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<URI> trusted) {
        this.settings = settings.console();
        this.issuer = this.settings.issuer().or(() -> trusted);
    }

    /** Empty where there is no provider, as in development. */
    Optional<URI> issuer() {
        return issuer;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("issuer", issuer.map(URI::toString).orElse(null));
        json.put("clientId", settings.clientId());
        json.put("scope", settings.scope());
        return json;
    }
}
