package dev.syncline.tracing;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;

/**
 * The one place that decides whether there are traces: where the endpoint of a collector is set, by Quarkus' name or by
 * OpenTelemetry's own, as in {@code OTEL_EXPORTER_OTLP_ENDPOINT}; else the SDK is never made.
 */
@Priority(TracingSwitch.BEHIND_FALLBACKS)
public class TracingSwitch implements ConfigSourceInterceptor {

    static final String DISABLED = "quarkus.otel.sdk.disabled";

    /** Behind Quarkus' fallbacks: their names, and those of profiles, are resolved before this sees a name. */
    static final int BEHIND_FALLBACKS = Priorities.LIBRARY + 250;

    private static final String QUARKUS = "quarkus.";
    private static final String EXPORTER = QUARKUS + "otel.exporter.otlp.";
    private static final String SERVICE_NAME = QUARKUS + "otel.service.name";
    private static final String ENDPOINT = EXPORTER + "endpoint";
    private static final String ENDPOINT_OF_TRACES = EXPORTER + "traces.endpoint";

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (name.startsWith(EXPORTER) || name.equals(SERVICE_NAME)) {
            return ofEither(context, name);
        }
        ConfigValue value = context.proceed(name);
        if (!name.equals(DISABLED) || isSet(value)) {
            return value;
        }
        boolean disabled = !isSet(ofEither(context, ENDPOINT)) && !isSet(ofEither(context, ENDPOINT_OF_TRACES));
        return ConfigValue.builder()
                .withName(name)
                .withValue(Boolean.toString(disabled))
                .withConfigSourceName(TracingSwitch.class.getName())
                .build();
    }

    private static ConfigValue ofEither(ConfigSourceInterceptorContext context, String name) {
        ConfigValue ofQuarkus = context.proceed(name);
        if (isSet(ofQuarkus)) {
            return ofQuarkus;
        }
        ConfigValue ofOpenTelemetry = context.proceed(name.substring(QUARKUS.length()));
        return isSet(ofOpenTelemetry) ? ofOpenTelemetry.withName(name) : ofQuarkus;
    }

    /** By somebody, and not only by default. */
    private static boolean isSet(ConfigValue value) {
        return value != null
                && value.getValue() != null
                && !value.getValue().isBlank()
                && value.getConfigSourceOrdinal() != Integer.MIN_VALUE;
    }
}
