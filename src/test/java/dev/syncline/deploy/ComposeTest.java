package dev.syncline.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The system of containers fits together as far as can be told without starting it. */
class ComposeTest {

    private static final Path DOCKER = Path.of("docker");
    private static final Pattern PINNED = Pattern.compile("[a-z0-9/-]+:v?\\d+\\.\\d+[\\w.-]*");

    private final JsonNode compose = Yaml.file(DOCKER.resolve("compose.yaml"));
    private final JsonNode services = compose.get("services");

    @Test
    void imagesArePinnedByVersion() throws IOException {
        List<String> images = new ArrayList<>();
        services.forEach(service -> images.add(service.get("image").asText()));
        Pattern.compile("(?m)^FROM (\\S+)")
                .matcher(Files.readString(DOCKER.resolve("Dockerfile")))
                .results()
                .forEach(found -> images.add(found.group(1)));
        assertTrue(images.size() > 8, images.toString());
        images.forEach(image -> assertTrue(PINNED.matcher(image).matches(), image));
    }

    @Test
    void oneStartsAfterWhatItNeedsIsHealthy() {
        for (Map.Entry<String, JsonNode> service : services.properties()) {
            for (Map.Entry<String, JsonNode> needed :
                    service.getValue().path("depends_on").properties()) {
                String what = service.getKey() + " needs " + needed.getKey();
                assertEquals(
                        "service_healthy", needed.getValue().get("condition").asText(), what);
                JsonNode other = services.path(needed.getKey());
                boolean byImage = other.has("build");
                assertTrue(other.has("healthcheck") || byImage, what);
            }
        }
    }

    @Test
    void mountedFilesAndVolumesAreThere() {
        for (JsonNode service : services) {
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":")[0];
                if (source.startsWith(".")) {
                    assertTrue(Files.exists(DOCKER.resolve(source)), source);
                } else {
                    assertTrue(compose.get("volumes").has(source), source);
                }
            }
        }
    }

    @Test
    void portsAreOnThisMachineOnlyAndEachOnce() {
        Set<String> seen = new HashSet<>();
        services.forEach(service -> service.path("ports").forEach(port -> {
            assertTrue(port.asText().startsWith("127.0.0.1:"), port.asText());
            assertTrue(seen.add(port.asText().split(":")[1]), port.asText());
        }));
    }

    @Test
    void librariesUnpackedWhereTheServiceMayWriteCanBeRun() {
        List<String> mounted = new ArrayList<>();
        services.at("/syncline/tmpfs").forEach(mount -> mounted.add(mount.asText()));
        // Docker's default for these is noexec.
        assertEquals(List.of("/tmp:exec"), mounted);
    }

    @Test
    void addressesNameServices() {
        Pattern address = Pattern.compile("(?://|@|^)([a-z]+):(\\d+)");
        JsonNode environment = services.at("/syncline/environment");
        Set<String> named = new HashSet<>();
        environment.forEach(value -> address.matcher(value.asText())
                .results()
                .map(found -> found.group(1))
                .filter(host -> !host.equals("localhost"))
                .forEach(named::add));
        assertEquals(Set.of("kafka", "database", "keycloak"), named);
        named.forEach(host -> assertTrue(services.has(host), host));
        assertTrue(services.has("syncline"));
        assertEquals(
                "syncline:8080",
                Yaml.file(DOCKER.resolve("prometheus/prometheus.yaml"))
                        .at("/scrape_configs/0/static_configs/0/targets/0")
                        .asText());
    }

    @Test
    void theRealmGivesWhatTheServiceReadsFromATokenAndWhatTheConsoleNeeds() {
        JsonNode realm = Yaml.file(DOCKER.resolve("keycloak/realm.json"));
        JsonNode console = StreamSupport.stream(realm.get("clients").spliterator(), false)
                .filter(client -> client.get("clientId").asText().equals("syncline-console"))
                .findFirst()
                .orElseThrow();
        assertTrue(console.get("publicClient").asBoolean());
        assertEquals(
                "S256", console.at("/attributes/pkce.code.challenge.method").asText());
        assertFalse(console.get("directAccessGrantsEnabled").asBoolean());
        for (JsonNode client : realm.get("clients")) {
            Set<String> claims = new HashSet<>();
            client.get("protocolMappers")
                    .forEach(
                            mapper -> claims.add(mapper.at("/config/claim.name").asText()));
            assertEquals(Set.of("tenant", "groups"), claims);
        }
        assertEquals(2, realm.get("users").size());
        realm.get("users").forEach(user -> {
            assertTrue(user.at("/attributes/tenant/0").isTextual());
            assertTrue(user.get("groups").size() > 0);
        });
    }
}
