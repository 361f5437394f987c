package dev.syncline.engine;

import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.RecordCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the pure resolver what it cannot know: the limits, the schemas, and where custom resolvers run. */
@ApplicationScoped
class Resolution {

    @Produces
    @Singleton
    ConflictResolver resolver(RecordCheck check, CustomResolverPool customResolvers) {
        return new ConflictResolver(check, customResolvers);
    }
}
