package dev.syncline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dashboard's panels and what they ask Prometheus. */
public final class Dashboard {

    private static final Path FILE = Path.of("deploy", "base", "dashboard.json");

    private final JsonNode json = Yaml.file(FILE);

    /** @param expression as it is in the file, with Grafana's variables */
    public record Query(String panel, String expression) {

        /** As Grafana would send it for all instances, to a Prometheus that has no namespaces. */
        public String sent(String rateInterval) {
            return expression
                    .replace("$__rate_interval", rateInterval)
                    .replace("$namespace", "")
                    .replace("$instance", ".*");
        }
    }

    JsonNode json() {
        return json;
    }

    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        json.get("panels").forEach(panels::add);
        return panels;
    }

    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            panel.path("targets")
                    .forEach(target -> queries.add(new Query(
                            panel.get("title").asText(), target.get("expr").asText())));
        }
        return queries;
    }
}
