package dev.syncline.entities;

import dev.syncline.resolve.EntityRules;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The entities that are synced and how each is resolved, by name; a wrong one stops the start. */
@Startup
@ApplicationScoped
public class EntityCatalog {

    private final Map<String, EntityRules> rules;

    @Inject
    EntityCatalog(Settings settings, NamedResolvers resolvers) {
        this(settings.entities(), resolvers::has);
    }

    /** @param resolvers whether a resolver has the name */
    public EntityCatalog(Map<String, Settings.EntitySettings> entities, Predicate<String> resolvers) {
        Map<String, EntityRules> byName = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        entities.forEach((name, settings) -> {
            try {
                byName.put(name, RulesParser.parse(name, settings, resolvers));
            } catch (InvalidSettings e) {
                problems.add(e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        this.rules = Map.copyOf(byName);
    }

    public Optional<EntityRules> rules(String entity) {
        return Optional.ofNullable(rules.get(entity));
    }

    public boolean knows(String entity) {
        return rules.containsKey(entity);
    }

    public Set<String> entities() {
        return rules.keySet();
    }
}
