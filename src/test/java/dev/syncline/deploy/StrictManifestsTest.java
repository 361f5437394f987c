package dev.syncline.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every manifest that Kubernetes itself defines has only fields that its model knows, as the overlays build it. */
@Execution(ExecutionMode.CONCURRENT)
class StrictManifestsTest {

    private static final Path DEPLOY = Path.of("deploy");

    private static final Map<String, Class<?>> MODEL = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Namespace", Namespace.class,
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/Deployment", Deployment.class,
            "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1/Ingress", Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "keda.sh/v1alpha1/TriggerAuthentication", TriggerAuthentication.class);

    /** As far as it is used here; KEDA's model is not at hand. */
    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(List<SecretTargetRef> secretTargetRef) {}

        record SecretTargetRef(String parameter, String name, String key) {}
    }

    /** Operators define these; their schemas are not at hand. */
    private static final Set<String> OF_OPERATORS = Set.of(
            "keda.sh/v1alpha1/ScaledObject",
            "monitoring.coreos.com/v1/PrometheusRule",
            "monitoring.coreos.com/v1/ServiceMonitor",
            "kafka.strimzi.io/v1/KafkaTopic",
            "postgresql.cnpg.io/v1/Cluster");

    /** The model keeps fields that it does not know; here they fail. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    @TempDir
    Path folder;

    @Test
    void noFieldIsUnknown() throws IOException {
        List<JsonNode> manifests = new ArrayList<>(built(DEPLOY, "dev"));
        manifests.addAll(built(authenticating(), "production"));
        manifests.add(Yaml.file(DEPLOY.resolve("components/hpa/horizontalpodautoscaler.yaml")));
        Set<String> seen = new TreeSet<>();
        for (JsonNode manifest : manifests) {
            String kind = manifest.get("apiVersion").asText() + "/"
                    + manifest.get("kind").asText();
            seen.add(kind);
            if (MODEL.containsKey(kind)) {
                STRICT.treeToValue(manifest, MODEL.get(kind));
            } else {
                assertTrue(OF_OPERATORS.contains(kind), kind);
            }
        }
        assertTrue(seen.containsAll(MODEL.keySet()), seen.toString());
    }

    @Test
    void wherePeopleSwitchItOnKedaSaysWhoItIs() throws IOException {
        assertTrue(authenticationRef(built(DEPLOY, "production")).isMissingNode());

        List<JsonNode> manifests = built(authenticating(), "production");
        TriggerAuthentication authentication =
                STRICT.treeToValue(object(manifests, "TriggerAuthentication"), TriggerAuthentication.class);
        assertEquals(
                authentication.metadata().getName(),
                authenticationRef(manifests).asText());
        assertEquals(
                object(manifests, "ScaledObject").at("/metadata/namespace").asText(),
                authentication.metadata().getNamespace());
        List<TriggerAuthentication.SecretTargetRef> secrets =
                authentication.spec().secretTargetRef();
        assertEquals(
                List.of("sasl", "username", "password", "tls", "ca"),
                secrets.stream()
                        .map(TriggerAuthentication.SecretTargetRef::parameter)
                        .toList());
        secrets.forEach(secret -> assertEquals(secret.parameter(), secret.key()));
    }

    /** The manifests with the line of production's overlay switched on that has KEDA say who it is. */
    private Path authenticating() throws IOException {
        Path copy = folder.resolve("deploy");
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(DEPLOY.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path overlay = copy.resolve("overlays/production/kustomization.yaml");
        String line = "- ../../components/keda-authentication";
        String text = Files.readString(overlay);
        assertTrue(text.contains("  # " + line), text);
        Files.writeString(overlay, text.replace("  # " + line, "  " + line));
        return copy;
    }

    private static List<JsonNode> built(Path deploy, String overlay) {
        Program kubectl = Program.required("kubectl", "it brings kustomize", "kubectl.required");
        Program.Result built = kubectl.run(deploy, "kustomize", "overlays/" + overlay);
        assertEquals(0, built.exit(), built.output());
        return Yaml.documents(built.output());
    }

    private static JsonNode authenticationRef(List<JsonNode> manifests) {
        return object(manifests, "ScaledObject").at("/spec/triggers/0/authenticationRef/name");
    }

    private static JsonNode object(List<JsonNode> manifests, String kind) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind));
    }

    @Test
    void aFieldInTheWrongPlaceWouldBeFound() {
        JsonNode deployment = Yaml.file(DEPLOY.resolve("base/deployment.yaml"));
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0")).put("readOnlyRootFilesystem", true);
        assertThrows(JsonProcessingException.class, () -> STRICT.treeToValue(deployment, Deployment.class));
    }
}
