package dev.syncline.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Bounds the labels of what the framework measures of HTTP: who sends a request chooses its method and address, and every
 * label is a meter of its own.
 */
@Singleton
class HttpLabels {

    private static final String MEASURED = "http.server.";
    private static final String OTHER = "OTHER";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "UNKNOWN");

    /** The framework's own name, whatever the address. */
    private static final String PREFLIGHT = "/cors-preflight";

    private final BeanManager beans;
    private volatile Set<String> addresses;

    HttpLabels(BeanManager beans) {
        this.beans = beans;
    }

    @Produces
    @Singleton
    MeterFilter bounded() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                // Asked for every request, of which nearly all have what is known.
                return !id.getName().startsWith(MEASURED) || allKnown(id) ? id : bounded(id);
            }
        };
    }

    // With the first request: what annotations say takes long to read, and a start has no need of it.
    private Set<String> addresses() {
        Set<String> found = addresses;
        if (found == null) {
            found = new HashSet<>(Set.of(PREFLIGHT));
            for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
                addAddresses(bean.getBeanClass(), found);
            }
            addresses = found;
        }
        return found;
    }

    private boolean allKnown(Meter.Id id) {
        for (Tag tag : id.getTagsAsIterable()) {
            if (!isKnown(tag)) {
                return false;
            }
        }
        return true;
    }

    private Meter.Id bounded(Meter.Id id) {
        List<Tag> tags = new ArrayList<>();
        id.getTagsAsIterable().forEach(tag -> tags.add(isKnown(tag) ? tag : Tag.of(tag.getKey(), OTHER)));
        return id.replaceTags(tags);
    }

    private boolean isKnown(Tag tag) {
        return switch (tag.getKey()) {
            case "method" -> METHODS.contains(tag.getValue());
            // What is no address is the framework's word for many, as in NOT_FOUND.
            case "uri" -> !tag.getValue().startsWith("/") || addresses().contains(tag.getValue());
            default -> true;
        };
    }

    private static void addAddresses(Class<?> resource, Set<String> addresses) {
        Path base = resource.getAnnotation(Path.class);
        if (base == null) {
            return;
        }
        for (Method method : resource.getDeclaredMethods()) {
            if (Stream.of(method.getAnnotations()).anyMatch(HttpLabels::isHttpMethod)) {
                Path own = method.getAnnotation(Path.class);
                addresses.add(address(base.value() + "/" + (own == null ? "" : own.value())));
            }
        }
    }

    private static boolean isHttpMethod(Annotation annotation) {
        return annotation.annotationType().isAnnotationPresent(HttpMethod.class);
    }

    /** As the framework spells it. */
    private static String address(String path) {
        return ("/" + path).replaceAll("/+", "/").replaceFirst("(.)/$", "$1");
    }
}
