package dev.syncline.entities;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.syncline.json.Texts;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds records against the JSON Schema of their entity, where it has one; an unusable schema stops the start. */
@Startup
@ApplicationScoped
public class SchemaCheck {

    private static final int MAX_SENTENCE = 400;

    private final Map<String, Schema> schemas;

    @Inject
    public SchemaCheck(Settings settings) {
        this(settings.entities());
    }

    public SchemaCheck(Map<String, Settings.EntitySettings> entities) {
        Map<String, Schema> compiled = new HashMap<>();
        List<String> problems = new ArrayList<>();
        entities.forEach((name, settings) -> settings.schema().ifPresent(source -> {
            try {
                compiled.put(name, SchemaCompiler.compile("syncline.entities." + name + ".schema", source));
            } catch (InvalidSettings e) {
                problems.add(e.getMessage());
            }
        }));
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        this.schemas = Map.copyOf(compiled);
    }

    /** The first rule of its entity's schema that the record breaks, as one sentence with its JSON pointer. */
    public Optional<String> violation(String entity, Map<String, Object> record) {
        Schema schema = schemas.get(entity);
        return schema == null
                ? Optional.empty()
                : schema.validate(JsonNodes.of(record)).stream().findFirst().map(SchemaCheck::sentence);
    }

    private static String sentence(Error error) {
        String pointer = error.getInstanceLocation().toString();
        return Texts.shortened((pointer.isEmpty() ? "the record" : pointer) + ": " + error.getMessage(), MAX_SENTENCE);
    }
}
