package dev.syncline.entities;

import dev.syncline.resolve.CustomResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import java.util.Optional;

/** Applications' resolvers, by the names of their beans. */
@ApplicationScoped
public class NamedResolvers {

    private final Instance<CustomResolver> resolvers;

    NamedResolvers(@Any Instance<CustomResolver> resolvers) {
        this.resolvers = resolvers;
    }

    public boolean has(String name) {
        return named(name).isResolvable();
    }

    public Optional<CustomResolver> find(String name) {
        Instance<CustomResolver> found = named(name);
        return found.isResolvable() ? Optional.of(found.get()) : Optional.empty();
    }

    private Instance<CustomResolver> named(String name) {
        return resolvers.select(NamedLiteral.of(name));
    }
}
