package dev.syncline.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.settings.Settings;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests fit together, and fit what the service is by default. */
class ManifestsTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final Path COMPONENTS = DEPLOY.resolve("components");

    private final JsonNode deployment = Yaml.file(DEPLOY.resolve("base/deployment.yaml"));
    private final JsonNode pod = deployment.at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");
    private final List<JsonNode> topics = Yaml.documents(COMPONENTS.resolve("topics/topics.yaml"));

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void overlaysBuild(String overlay) {
        Program kubectl = Program.required("kubectl", "it brings kustomize", "kubectl.required");
        Program.Result built = kubectl.run(DEPLOY, "kustomize", "overlays/" + overlay);
        assertEquals(0, built.exit(), built.output());
        List<JsonNode> objects = Yaml.documents(built.output());
        Set<String> names = new HashSet<>();
        objects.forEach(object -> assertTrue(
                names.add(object.get("kind").asText() + "/"
                        + object.at("/metadata/name").asText()),
                names.toString()));
        JsonNode running = object(objects, "Deployment");
        String config = running.at("/spec/template/spec/containers/0/envFrom/0/configMapRef/name")
                .asText();
        assertTrue(names.contains("ConfigMap/" + config), config);
        assertTrue(names.contains("ConfigMap/syncline-dashboard"));
        String namespace = running.at("/metadata/namespace").asText();
        assertTrue(names.contains("Namespace/" + namespace), "a fresh cluster has no " + namespace);
        // Only what is the service's is selected.
        Map<String, String> selector = texts(object(objects, "Service").at("/spec/selector"));
        assertEquals(Map.of("app.kubernetes.io/name", "syncline"), selector);
        assertEquals(selector, texts(object(objects, "NetworkPolicy").at("/spec/podSelector/matchLabels")));
        if (overlay.equals("production")) {
            assertEquals(selector, texts(object(objects, "PodDisruptionBudget").at("/spec/selector/matchLabels")));
            assertTrue(running.at("/spec/replicas").isMissingNode(), "who scales sets the number");
            // Others of the same Prometheus do not stand in for it.
            assertTrue(object(objects, "PrometheusRule")
                    .at("/spec/groups")
                    .findValuesAsText("expr")
                    .contains("absent(syncline_queue_depth{namespace=\"" + namespace + "\"})"));
            topics.forEach(topic -> assertTrue(
                    names.contains("KafkaTopic/" + topic.at("/metadata/name").asText())));
            objects.stream()
                    .filter(object -> object.get("kind").asText().equals("KafkaTopic"))
                    .forEach(topic -> assertEquals(
                            "kafka", topic.at("/metadata/namespace").asText()));
        }
    }

    @Test
    void everythingAKustomizationNamesIsThere() throws IOException {
        List<Path> kustomizations;
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            kustomizations =
                    files.filter(file -> file.endsWith("kustomization.yaml")).toList();
        }
        assertEquals(9, kustomizations.size(), kustomizations.toString());
        for (Path file : kustomizations) {
            JsonNode kustomization = Yaml.file(file);
            Stream.of("resources", "components", "transformers").forEach(kind -> kustomization
                    .path(kind)
                    .forEach(named ->
                            assertTrue(Files.exists(file.resolveSibling(named.asText())), file + " names " + named)));
            for (JsonNode generator : kustomization.path("configMapGenerator")) {
                generator.path("envs").forEach(env -> assertTrue(Files.exists(file.resolveSibling(env.asText()))));
                generator
                        .path("files")
                        .forEach(content -> assertTrue(Files.exists(
                                file.resolveSibling(content.asText().split("=")[1]))));
            }
        }
    }

    @Test
    void settingsThatAreSetExist() throws IOException {
        Set<String> declared = new TreeSet<>();
        collect(Settings.class, "SYNCLINE_", declared);
        Set<String> set = new TreeSet<>();
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile("\\b(SYNCLINE_[A-Z_]+)=")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> set.add(found.group(1)));
            }
        }
        Yaml.file(Path.of("docker", "compose.yaml"))
                .at("/services/syncline/environment")
                .fieldNames()
                .forEachRemaining(name -> {
                    if (name.startsWith("SYNCLINE_")) {
                        set.add(name);
                    }
                });
        assertTrue(set.size() >= 3, set.toString());
        set.removeAll(declared);
        assertEquals(Set.of(), set);
    }

    @Test
    void everyLinkOfTheFirstPageIsRouted() throws IOException {
        List<JsonNode> routes = Yaml.file(DEPLOY.resolve("base/ingress.yaml")).findValues("paths").stream()
                .flatMap(paths -> StreamSupport.stream(paths.spliterator(), false))
                .toList();
        List<String> links = Pattern.compile("href=\"(/[^\"?#]*)")
                .matcher(Files.readString(Path.of("src/main/resources/web/playground/welcome.html")))
                .results()
                .map(link -> link.group(1))
                .toList();
        assertTrue(links.size() >= 4, links.toString());
        assertEquals(
                List.of(),
                links.stream()
                        .filter(link -> routes.stream().noneMatch(route -> leadsTo(route, link)))
                        .toList());
        // Health and metrics are for the cluster.
        List<String> withheld = List.of("/q", "/q/metrics", "/q/health", "/q/health/ready");
        assertEquals(
                List.of(),
                withheld.stream()
                        .filter(path -> routes.stream().anyMatch(route -> leadsTo(route, path)))
                        .toList());
    }

    private static boolean leadsTo(JsonNode route, String path) {
        String routed = route.get("path").asText();
        return path.equals(routed) || route.get("pathType").asText().equals("Prefix") && path.startsWith(routed + "/");
    }

    /** The Ingress ends TLS: a page's origin is {@code https}, and the request that the service gets is not. */
    @Test
    void theServiceBelievesTheIngressWhichOriginIsItsOwn() throws IOException {
        assertTrue(
                Yaml.file(DEPLOY.resolve("base/ingress.yaml")).at("/spec/tls").isArray());
        assertTrue(Files.readAllLines(DEPLOY.resolve("base/syncline.env"))
                .contains("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING=true"));
    }

    @Test
    void aStopHasTimeForTheBatchesAtHand() throws ReflectiveOperationException {
        long stop = seconds(Settings.Engine.class, "stopWithin");
        long before = container.at("/lifecycle/preStop/sleep/seconds").asLong();
        assertTrue(before > 0);
        assertTrue(pod.get("terminationGracePeriodSeconds").asLong() >= before + stop + 10);
    }

    @Test
    void itRunsWithAsLittleAsItNeeds() {
        assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
        assertEquals(
                "RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
        JsonNode context = container.get("securityContext");
        assertTrue(context.get("readOnlyRootFilesystem").asBoolean());
        assertTrue(!context.get("allowPrivilegeEscalation").asBoolean());
        assertEquals("ALL", context.at("/capabilities/drop/0").asText());
        assertEquals("/tmp", container.at("/volumeMounts/0/mountPath").asText());
        assertTrue(!pod.get("automountServiceAccountToken").asBoolean());
    }

    @Test
    void theThreeProbesAskWhatTheServiceAnswers() {
        assertEquals(
                "/q/health/started", container.at("/startupProbe/httpGet/path").asText());
        assertEquals(
                "/q/health/group/instance",
                container.at("/readinessProbe/httpGet/path").asText());
        assertEquals(
                "/q/health/live", container.at("/livenessProbe/httpGet/path").asText());
    }

    @Test
    void everyTopicOfTheServiceIsThereSoThatNothingAcceptedIsLost() throws ReflectiveOperationException {
        Map<String, JsonNode> byName = topics.stream()
                .collect(Collectors.toMap(topic -> topic.at("/spec/topicName").asText(), topic -> topic));
        assertEquals(
                Set.of(
                        standard(Settings.Outbox.class, "topic"),
                        standard(Settings.Acks.class, "topic"),
                        standard(Settings.DeadLetter.class, "topic"),
                        standard(Settings.Records.class, "topic")),
                byName.keySet());
        Set<String> known = Stream.of(TopicConfig.class.getFields())
                .filter(field -> field.getName().endsWith("_CONFIG"))
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .collect(Collectors.toSet());
        byName.forEach((name, topic) -> {
            JsonNode config = topic.at("/spec/config");
            config.fieldNames().forEachRemaining(key -> assertTrue(known.contains(key), name + " " + key));
            assertEquals(3, topic.at("/spec/replicas").asInt(), name);
            assertEquals(2, config.get("min.insync.replicas").asInt(), name);
            assertTrue(!config.get("unclean.leader.election.enable").asBoolean(), name);
        });
        assertEquals(
                seconds(Settings.Outbox.class, "retention") * 1000,
                byName.get("syncline.outbox").at("/spec/config/retention.ms").asLong());
        assertEquals(
                "compact",
                byName.get("syncline.records").at("/spec/config/cleanup.policy").asText());
    }

    @Test
    void instancesPartitionsAndConnectionsGoTogether() throws ReflectiveOperationException {
        JsonNode scaled = Yaml.file(COMPONENTS.resolve("keda/scaledobject.yaml"));
        JsonNode byProcessors = Yaml.file(COMPONENTS.resolve("hpa/horizontalpodautoscaler.yaml"));
        int instances = scaled.at("/spec/maxReplicaCount").asInt();
        assertEquals(instances, byProcessors.at("/spec/maxReplicas").asInt());
        int partitions = topics.get(0).at("/spec/partitions").asInt();
        int concurrency = Integer.parseInt(standard(Settings.Engine.class, "concurrency"));
        assertEquals(partitions, instances * concurrency);
        assertEquals(
                standard(Settings.Engine.class, "groupId"),
                scaled.at("/spec/triggers/0/metadata/consumerGroup").asText());
        Map<String, String> settings = production();
        assertEquals(String.valueOf(partitions), settings.get("SYNCLINE_OUTBOX_PARTITIONS"));
        int connections = Yaml.file(COMPONENTS.resolve("database/cluster.yaml"))
                .at("/spec/postgresql/parameters/max_connections")
                .asInt();
        int pool = Integer.parseInt(settings.get("QUARKUS_DATASOURCE_JDBC_MAX_SIZE"));
        assertTrue((instances + 1) * pool + 50 <= connections);
    }

    @Test
    void commandsOfTheRunbookReachWhatTheyAreAbout() throws IOException {
        String runbook = Files.readString(DEPLOY.resolve("RUNBOOK.md"));
        List<String> ofKafka = found("kafka-[a-z-]+\\.sh +\\S+", runbook);
        assertTrue(ofKafka.size() >= 3, ofKafka.toString());
        ofKafka.forEach(command -> assertTrue(command.endsWith(" --bootstrap-server"), command));
        // Of the pods of a selector, kubectl tells ten lines each, however many are wanted by time.
        List<String> logs = found("kubectl [^\n`|]*logs [^\n`|]*-l [^\n`|]*", runbook);
        assertEquals(1, logs.size());
        logs.forEach(command -> assertTrue(command.contains(" --tail=-1 "), command));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Map<String, String> production() {
        Map<String, String> settings = new TreeMap<>();
        Yaml.file(DEPLOY.resolve("overlays/production/kustomization.yaml"))
                .at("/configMapGenerator/0/literals")
                .forEach(literal -> {
                    String[] parts = literal.asText().split("=", 2);
                    settings.put(parts[0], parts[1]);
                });
        return settings;
    }

    private static void collect(Class<?> group, String prefix, Set<String> names) {
        for (Method method : group.getDeclaredMethods()) {
            String name = prefix + method.getName().replaceAll("([A-Z])", "_$1").toUpperCase();
            names.add(name);
            if (method.getReturnType().isInterface()
                    && method.getReturnType().getPackage().equals(Settings.class.getPackage())) {
                collect(method.getReturnType(), name + "_", names);
            }
        }
    }

    private static String standard(Class<?> group, String setting) throws ReflectiveOperationException {
        return group.getMethod(setting).getAnnotation(WithDefault.class).value();
    }

    private static long seconds(Class<?> group, String setting) throws ReflectiveOperationException {
        String value = standard(group, setting);
        return Duration.parse(value.endsWith("d") ? "P" + value.toUpperCase() : "PT" + value.toUpperCase())
                .toSeconds();
    }

    private static JsonNode object(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind));
    }

    private static Map<String, String> texts(JsonNode node) {
        return node.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .asText()));
    }
}
