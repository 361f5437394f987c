package dev.syncline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    public Map<String, String> records() {
        return expressions("record");
    }

    /** By their names. */
    public Map<String, String> alertExpressions() {
        return expressions("alert");
    }

    private Map<String, String> expressions(String kind) {
        return all(kind).stream()
                .collect(Collectors.toMap(rule -> rule.get(kind).asText(), rule -> rule.get("expr")
                        .asText()));
    }

    private List<JsonNode> all(String kind) {
        return StreamSupport.stream(spec.get("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.get("rules").spliterator(), false))
                .filter(rule -> rule.has(kind))
                .toList();
    }
}
