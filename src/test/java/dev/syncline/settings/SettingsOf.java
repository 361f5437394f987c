package dev.syncline.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Settings as the service gets them, from the shipped defaults and what a test sets. */
public final class SettingsOf {

    private static final int SHIPPED = 100;
    private static final int SET_BY_OPERATOR = 300;

    private SettingsOf() {}

    public static Settings defaults() {
        return properties();
    }

    /** Names, without the prefix {@code syncline.}, and values in turn. */
    public static Settings properties(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            properties.put("syncline." + namesAndValues[index], namesAndValues[index + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(shipped())
                .withSources(new PropertiesConfigSource(properties, "test", SET_BY_OPERATOR))
                .withMapping(Settings.class)
                .build()
                .getConfigMapping(Settings.class);
    }

    private static PropertiesConfigSource shipped() {
        try {
            return new PropertiesConfigSource(
                    SettingsOf.class.getResource("/META-INF/microprofile-config.properties"), SHIPPED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
