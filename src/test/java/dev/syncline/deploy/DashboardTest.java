package dev.syncline.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.metrics.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the dashboard and the alerts ask for is there, and what they say leads somewhere. */
class DashboardTest {

    private static final Pattern OWN = Pattern.compile("\\bsyncline_[a-z_]+");
    private static final Path RUNBOOK = Path.of("deploy", "RUNBOOK.md");

    private final Dashboard dashboard = new Dashboard();
    private final Rules rules = new Rules();

    @Test
    void everyMetricThatIsAskedForIsDeclared() {
        Set<String> declared = Stream.of(Meter.values())
                .flatMap(meter -> meter.kind() == Meter.Kind.HISTOGRAM
                        ? Stream.of("_bucket", "_sum", "_count").map(meter.prometheusName()::concat)
                        : Stream.of(meter.prometheusName()))
                .collect(Collectors.toSet());
        Set<String> asked = new TreeSet<>();
        expressions().forEach(expression -> {
            Matcher matcher = OWN.matcher(expression);
            while (matcher.find()) {
                asked.add(matcher.group());
            }
        });
        assertTrue(asked.size() > 10, asked.toString());
        asked.removeAll(declared);
        assertEquals(Set.of(), asked);
    }

    @Test
    void everyMeterIsOnTheDashboard() {
        String all =
                dashboard.queries().stream().map(Dashboard.Query::expression).collect(Collectors.joining("\n"));
        List<String> missing = Stream.of(Meter.values())
                .map(Meter::prometheusName)
                .filter(name -> !all.contains(name))
                .toList();
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUE_DEPTH,          broker",
        "QUEUE_OLDEST_AGE,     broker",
        "DEAD_LETTERS_PENDING, database",
        "FEED_HORIZON_AGE,     database"
    })
    void whatIsTheSameOnEveryInstanceIsAskedOfThoseThatReachItsBackend(Meter meter, String backend) {
        Pattern largest = Pattern.compile("max( by \\(namespace\\) )?\\(" + meter.prometheusName());
        List<String> asking = expressions().stream()
                .filter(expression -> largest.matcher(expression).find())
                .toList();
        assertTrue(asking.size() > 1, asking.toString());
        Pattern reaching = Pattern.compile("syncline_online\\{[^}]*backend=\"" + backend + "\"} == 1");
        asking.forEach(expression -> assertTrue(reaching.matcher(expression).find(), expression));
    }

    @Test
    void itShowsOneInstallation() {
        Pattern ofAll = Pattern.compile("\\b[a-z]+(_[a-z]+)+\\b(?![(=]|\\{namespace=\"\\$namespace\")");
        dashboard
                .queries()
                .forEach(query -> assertFalse(ofAll.matcher(query.expression()).find(), query::toString));
        // Without "all", it is empty where there are no namespaces, and then fits what has none.
        JsonNode namespace = dashboard.json().at("/templating/list/1");
        assertEquals("namespace", namespace.get("name").asText());
        assertFalse(namespace.get("includeAll").asBoolean());
        assertFalse(namespace.get("multi").asBoolean());
    }

    @Test
    void itIsReadFromTopToBottom() {
        assertEquals(
                List.of(
                        "Is it healthy?",
                        "Is it keeping up?",
                        "What is failing?",
                        "Who conflicts?",
                        "What does it take?"),
                dashboard.panels().stream()
                        .filter(panel -> panel.get("type").asText().equals("row"))
                        .map(panel -> panel.get("title").asText())
                        .toList());
    }

    @Test
    void panelsHaveTheirOwnPlaceNameAndText() {
        Set<Integer> ids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.get("title").asText();
            assertTrue(ids.add(panel.get("id").asInt()), title);
            assertTrue(titles.add(title), title);
            JsonNode place = panel.get("gridPos");
            assertTrue(place.get("x").asInt() + place.get("w").asInt() <= 24, title);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    assertTrue(
                            cells.add((place.get("x").asInt() + x) + "/"
                                    + (place.get("y").asInt() + y)),
                            title);
                }
            }
            if (!panel.get("type").asText().equals("row")) {
                assertFalse(panel.get("description").asText().isBlank(), title);
                assertFalse(panel.get("targets").isEmpty(), title);
            }
        }
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        String runbook = Files.readString(RUNBOOK);
        Set<String> names = new HashSet<>();
        for (JsonNode alert : rules.alerts()) {
            String name = alert.get("alert").asText();
            assertTrue(names.add(name), name);
            JsonNode annotations = alert.get("annotations");
            assertFalse(annotations.path("summary").asText().isBlank(), name);
            assertFalse(annotations.path("description").asText().isBlank(), name);
            assertEquals(
                    "deploy/RUNBOOK.md#" + name.toLowerCase(),
                    annotations.path("runbook_url").asText());
            assertTrue(runbook.contains("\n## " + name + "\n"), name);
            assertTrue(
                    Set.of("warning", "critical")
                            .contains(alert.at("/labels/severity").asText()),
                    name);
        }
        Set<String> sections = Pattern.compile("(?m)^## (\\w+)$")
                .matcher(runbook)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertEquals(names, sections);
    }

    @Test
    void theAlertOnUnreadChangesIsAtHalfOfTheTopicsRetention() {
        long retention = Yaml.documents(Path.of("deploy", "components", "topics", "topics.yaml")).stream()
                .filter(topic -> topic.at("/spec/topicName").asText().equals("syncline.outbox"))
                .mapToLong(topic -> topic.at("/spec/config/retention.ms").asLong())
                .findFirst()
                .orElseThrow();
        assertTrue(rules.alertExpressions().get("SynclineUnreadNearRetention").endsWith("> " + retention / 1000 / 2));
    }

    private List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        dashboard.queries().forEach(query -> expressions.add(query.expression()));
        expressions.addAll(rules.records().values());
        expressions.addAll(rules.alertExpressions().values());
        return expressions;
    }
}
