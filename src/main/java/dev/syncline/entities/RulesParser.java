package dev.syncline.entities;

import dev.syncline.resolve.CustomResolver;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.FieldType;
import dev.syncline.resolve.Strategy;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One entity's settings made into its rules, or a sentence about what is wrong with them. */
final class RulesParser {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._~-]{0,99}");
    // Property names without brackets and quotes: not a JSONPath, only its dots.
    private static final Pattern PATH = Pattern.compile("[^.\\[\\]*'\"\\s$]+(\\.[^.\\[\\]*'\"\\s$]+)*");
    private static final String ROOT = "$.";

    private RulesParser() {}

    /** @param resolvers whether a resolver has the name */
    static EntityRules parse(String name, Settings.EntitySettings settings, Predicate<String> resolvers) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidSettings(
                    "syncline.entities." + name
                            + ": call the entity by 1 to 100 letters, digits, '.', '_', '~' or '-', the first a letter or digit");
        }
        return new EntityRules(name, strategy(name, settings.strategy(), resolvers), fields(name, settings.fields()));
    }

    private static Strategy strategy(String name, String text, Predicate<String> resolvers) {
        String setting = "syncline.entities." + name + ".strategy";
        Strategy strategy;
        try {
            strategy = Strategy.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(setting + " is '" + text
                    + "'; set last-write-wins, three-way-merge, or custom:<name> for a resolver of your own");
        }
        if (strategy.kind() == Strategy.Kind.CUSTOM && !resolvers.test(strategy.customName())) {
            throw new InvalidSettings(setting + " is '" + text + "', but no resolver is called "
                    + strategy.customName() + "; add a bean of " + CustomResolver.class.getName() + " that is @Named(\""
                    + strategy.customName() + "\"), or set the name of one that is there");
        }
        return strategy;
    }

    private static Map<String, FieldType> fields(String name, Map<String, String> settings) {
        Map<String, FieldType> fields = new HashMap<>();
        settings.forEach((key, value) -> {
            String setting = "syncline.entities." + name + ".fields." + key;
            String path = path(setting, key);
            if (fields.put(path, fieldType(setting, value)) != null) {
                throw new InvalidSettings(
                        setting + " names the field " + path + " a second time; remove one of the two");
            }
        });
        return fields;
    }

    private static String path(String setting, String key) {
        String path = key.startsWith(ROOT) ? key.substring(ROOT.length()) : key;
        if (!PATH.matcher(path).matches()) {
            throw new InvalidSettings(
                    setting
                            + ": write the path as property names with dots between them, as in \"body.text\" or \"$.body.text\"");
        }
        return path;
    }

    private static FieldType fieldType(String setting, String value) {
        return Arrays.stream(FieldType.values())
                .filter(type -> spelling(type).equals(value))
                .findFirst()
                .orElseThrow(() -> new InvalidSettings(setting + " is '" + value + "'; set one of "
                        + Arrays.stream(FieldType.values())
                                .map(RulesParser::spelling)
                                .collect(Collectors.joining(", "))));
    }

    private static String spelling(FieldType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
