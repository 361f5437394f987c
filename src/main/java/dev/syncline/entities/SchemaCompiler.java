package dev.syncline.entities;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.InvalidSchemaRefException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.settings.InvalidSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a schema of what a setting names, without ever fetching one from elsewhere. */
final class SchemaCompiler {

    private static final String CLASSPATH = "classpath:";
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .failFast(true)
            .preloadSchema(true)
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ENGLISH)
            .regularExpressionFactory(LinearPattern.FACTORY)
            .build();
    // Each schema has its own registry, so that equal $ids in two of them do not meet; nothing is loaded into any.
    private static final Schema META = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG))
            .getSchema(SchemaLocation.of(DIALECT));

    private final String setting;

    private SchemaCompiler(String setting) {
        this.setting = setting;
    }

    /** @param source inline JSON, {@code classpath:} and a resource, or a file's path */
    static Schema compile(String setting, String source) {
        return new SchemaCompiler(setting).compile(source.strip());
    }

    private Schema compile(String source) {
        JsonNode node = parse(read(source));
        requireDialect(node);
        requireValid(node);
        requireLocalDynamicRefs(node);
        try {
            Schema schema = registry().getSchema(node);
            schema.initializeValidators();
            return schema;
        } catch (InvalidSchemaRefException e) {
            throw refersOutside(e.getError().getMessage());
        } catch (SchemaException | PatternSyntaxException e) {
            throw unusable(e);
        }
    }

    private InvalidSettings unusable(RuntimeException failure) {
        // The library wraps what it was given.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Outside outside) {
                return refersOutside(outside.getMessage());
            }
            if (cause instanceof PatternSyntaxException) {
                return unusable("cannot be used: " + cause.getMessage()
                        + "; write its patterns as in ECMAScript, but without lookaround, back references and more than"
                        + " 1000 repetitions");
            }
        }
        return unusable("cannot be used: " + failure.getMessage());
    }

    private byte[] read(String source) {
        if (source.startsWith("{")) {
            return source.getBytes(StandardCharsets.UTF_8);
        }
        return source.startsWith(CLASSPATH) ? resource(source.substring(CLASSPATH.length())) : file(source);
    }

    private byte[] resource(String name) {
        String path = name.startsWith("/") ? name.substring(1) : name;
        try (InputStream stream = Thread.currentThread().getContextClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw unusable("names the resource '" + name + "', which is not there; put it on the class path");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw unusable("names the resource '" + name + "', which cannot be read; check the file");
        }
    }

    private byte[] file(String path) {
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            throw unusable("names the file '" + path
                    + "', which cannot be read; set a path that this process can read, or classpath:<resource>");
        }
    }

    private JsonNode parse(byte[] text) {
        try {
            Object schema = JsonReader.strict(JsonReader.MAX_DEPTH).read(text);
            if (schema instanceof Map || schema instanceof Boolean) {
                return JsonNodes.of(schema);
            }
            throw unusable("is neither an object nor a boolean; set a JSON Schema");
        } catch (JsonException e) {
            throw unusable("is not usable JSON: " + e.getMessage());
        }
    }

    private void requireDialect(JsonNode schema) {
        String dialect = schema.path("$schema").asText(DIALECT);
        if (!dialect.equals(DIALECT) && !dialect.equals(DIALECT + "#")) {
            throw unusable("is written in " + dialect + "; write it in JSON Schema 2020-12 (" + DIALECT + ")");
        }
    }

    private void requireValid(JsonNode schema) {
        List<Error> errors = META.validate(schema);
        if (!errors.isEmpty()) {
            Error error = errors.get(0);
            throw unusable("is not a valid schema: " + error.getInstanceLocation() + ": " + error.getMessage());
        }
    }

    // The library follows these only while it validates.
    private void requireLocalDynamicRefs(JsonNode schema) {
        for (JsonNode reference : schema.findValues("$dynamicRef")) {
            if (!reference.asText().startsWith("#")) {
                throw refersOutside(reference.asText());
            }
        }
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG)
                        .schemaLoader(loader -> loader.block(iri -> {
                            throw new Outside(iri.toString());
                        })));
    }

    private InvalidSettings refersOutside(String reference) {
        return unusable("refers to what is not in it: " + reference
                + "; copy that into its $defs and refer to it as #/$defs/<name>");
    }

    private InvalidSettings unusable(String what) {
        return new InvalidSettings(setting + " " + what);
    }

    /** A reference that only a file or the network could answer. */
    private static final class Outside extends RuntimeException {

        Outside(String reference) {
            super(reference);
        }
    }
}
