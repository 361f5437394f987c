package dev.syncline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The recording and alerting rules that Prometheus is given. */
public final class Rules {

    private static final Path FILE = Path.of("deploy", "components", "monitoring", "prometheusrule.yaml");

    private final JsonNode spec = Yaml.file(FILE).get("spec");

    /** As Prometheus itself reads them. */
    public String text() {
        return Yaml.write(spec);
    }

    List<JsonNode> alerts() {
        return all("alert");
    }

    /** By what asks for each: a name can be recorded more than once, told apart by labels. */
    public Map<String, String> records() {
        return expressions("record", rule -> rule.get("record").asText() + selector(rule.path("labels")));
    }

    private static String selector(JsonNode labels) {
        return labels.properties().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue().asText() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** By their names. */
    public Map<String, String> alertExpressions() {
        return expressions("alert", rule -> rule.get("alert").asText());
    }

    private Map<String, String> expressions(String kind, Function<JsonNode, String> name) {
        return all(kind).stream()
                .collect(Collectors.toMap(name, rule -> rule.get("expr").asText()));
    }

    private List<JsonNode> all(String kind) {
        return StreamSupport.stream(spec.get("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.get("rules").spliterator(), false))
                .filter(rule -> rule.has(kind))
                .toList();
    }
}
