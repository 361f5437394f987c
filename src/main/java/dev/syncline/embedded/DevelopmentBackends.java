package dev.syncline.embedded;

import dev.syncline.devtoken.DevTokenKeys;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.Map;

/** Gives dev mode what its configuration leaves open: backends and a token key, once a JVM. */
public final class DevelopmentBackends {

    // System properties outlive a live reload; statics do not.
    private static final String PROVIDED = "dev.syncline.embedded.provided";

    private DevelopmentBackends() {}

    public static void provide() {
        if (System.getProperty(PROVIDED) != null) {
            return;
        }
        // The profile follows it; Quarkus sets it only after the main method.
        LaunchMode.set(LaunchMode.DEVELOPMENT);
        SmallRyeConfig config = ConfigUtils.configBuilder().build();
        if (isOpen(config, "quarkus.oidc.auth-server-url") && isOpen(config, "quarkus.oidc.public-key")) {
            set(DevTokenKeys.generate());
        }
        if (isOpen(config, "kafka.bootstrap.servers")) {
            set(EmbeddedBackends.startKept(Path.of("target", "syncline-dev")).config());
        }
        System.setProperty(PROVIDED, "true");
    }

    private static boolean isOpen(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class).isEmpty();
    }

    private static void set(Map<String, String> settings) {
        settings.forEach(System::setProperty);
    }
}
