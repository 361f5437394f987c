package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.retry.Cause;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the calls, as tools read it. */
@QuarkusTest
class OpenApiTest {

    private final JsonNode description =
            Api.as("acme", "ann").get("/q/openapi?format=json").body();

    @ParameterizedTest
    @CsvSource({
        "/api/v1/changes, post",
        "/api/v1/acks, get",
        "/api/v1/feed, get",
        "/api/v1/changes/{id}, get",
        "/api/v1/changes/query, post",
        "/api/v1/records/{entity}/{entityId}, get",
        "/api/v1/records/{entity}/{entityId}/revisions, get",
        "/api/v1/records/{entity}/{entityId}/revisions/{version}, get",
        "/api/v1/conflicts, get",
        "/api/v1/conflicts/{id}, get",
        "/api/v1/conflicts/{id}/restore, post",
        "/api/v1/analytics, get",
        "/api/v1/status, get",
        "/api/v1/sync, post",
        "/api/v1/engine/pause, post",
        "/api/v1/engine/resume, post",
        "/api/v1/dead-letters, get",
        "/api/v1/dead-letters/{id}, get",
        "/api/v1/dead-letters/{id}, delete",
        "/api/v1/dead-letters/{id}/redrive, post",
        "/api/v1/dead-letters/redrive, post",
        "/api/v1/dead-letters/redrive/{job}, get"
    })
    void aCallHasAnExampleAndItsProblems(String path, String method) {
        JsonNode responses = call(path, method).get("responses");
        JsonNode example = example(responses.has("200") ? responses.get("200") : responses.get("202"));
        assertTrue(example.has("value"), example.toString());
        assertEquals(
                "#/components/responses/Problem",
                responses.get("4XX").get("$ref").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/changes/query, post, Prefer",
        "/api/v1/conflicts/{id}/restore, post, Prefer id",
        "/api/v1/records/{entity}/{entityId}, get, If-None-Match entity entityId",
        "/api/v1/changes, post, Content-Encoding Prefer",
        "/api/v1/conflicts, get, after clientId entity entityId limit resolution",
        "/api/v1/dead-letters, get, after cause entity from limit state to undecodable",
        "/api/v1/dead-letters/{id}, get, id undecodable",
        "/api/v1/dead-letters/{id}, delete, id undecodable",
        "/api/v1/dead-letters/{id}/redrive, post, id undecodable",
        "/api/v1/dead-letters/redrive, post, undecodable",
        "/api/v1/dead-letters/redrive/{job}, get, job undecodable"
    })
    void aCallHasItsParameters(String path, String method, String names) {
        List<JsonNode> parameters = elements(call(path, method).get("parameters"));
        assertEquals(
                names,
                parameters.stream()
                        .map(parameter -> parameter.get("name").asText())
                        .sorted()
                        .collect(Collectors.joining(" ")));
        parameters.forEach(parameter -> assertEquals(
                parameter.get("in").asText().equals("path"),
                parameter.path("required").asBoolean(),
                parameter.toString()));
    }

    @Test
    void aHeaderOfARequestIsOneText() {
        List<JsonNode> headers = description.get("paths").findValues("parameters").stream()
                .flatMap(parameters -> elements(parameters).stream())
                .filter(parameter -> parameter.get("in").asText().equals("header"))
                .toList();
        assertTrue(headers.size() >= 6, headers.toString());
        headers.forEach(header -> {
            assertEquals("string", header.at("/schema/type").asText(), header.toString());
            assertTrue(header.has("description"), header.toString());
        });
    }

    /** Of these alone no database and no broker is asked, and no place is taken. */
    @Test
    void everyOtherCallCanBeToldToComeBackLater() {
        Set<String> never = Set.of("/api/v1/status", "/api/v1/sync");
        paths().filter(path -> !never.contains(path.getKey()))
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(call -> call.getValue().has("responses"))
                        .map(call -> Map.entry(path.getKey() + " " + call.getKey(), call.getValue())))
                .forEach(call -> assertSaysWhen(call.getValue(), "503", call.getKey()));
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/changes, post", "/api/v1/acks, get", "/api/v1/stream, get"})
    void aTenantWithTooMuchAtHandIsToldWhenToComeBack(String path, String method) {
        assertSaysWhen(call(path, method), "429", path);
    }

    private void assertSaysWhen(JsonNode call, String status, String name) {
        JsonNode response = resolved(call.at("/responses/" + status));
        assertTrue(response.at("/content").has("application/problem+json"), name + " " + status);
        JsonNode retryAfter = resolved(response.at("/headers/Retry-After"));
        assertEquals("integer", retryAfter.at("/schema/type").asText(), name + " " + status);
    }

    @Test
    void anExampleIsOfItsSchemasForm() {
        List<JsonNode> bodies = paths().flatMap(path -> path.getValue().findValues("application/json").stream())
                .toList();
        assertTrue(bodies.size() > 25, bodies.toString());
        for (JsonNode body : bodies) {
            JsonNode schema = body.get("schema");
            for (JsonNode example : body.get("examples")) {
                JsonNode value = resolved(example).get("value");
                Set<String> missing = required(schema);
                value.fieldNames().forEachRemaining(missing::remove);
                assertEquals(Set.of(), missing, schema + " " + value);
            }
        }
    }

    private Set<String> required(JsonNode schema) {
        JsonNode known = resolved(schema);
        Set<String> names = new TreeSet<>();
        known.path("required").forEach(name -> names.add(name.asText()));
        known.path("allOf").forEach(part -> names.addAll(required(part)));
        return names;
    }

    @Test
    void theStatusIsOfTheDescribedForm() throws IOException {
        JsonNode schema = description.at("/components/schemas/Status");
        Set<String> described = names(schema.get("properties"));
        assertEquals(described, required(schema));
        assertEquals(
                described, names(Api.as("acme", "ann").get("/api/v1/status").body()));
        assertEquals(described, names(description.at("/components/examples/Status/value")));
        String events = description.at("/components/examples/Stream/value").asText();
        Matcher status = Pattern.compile("event: status\ndata: (.*)").matcher(events);
        assertTrue(status.find(), events);
        assertEquals(described, names(Api.JSON.readTree(status.group(1))));
        assertEquals(
                Stream.of(Cause.values()).map(Cause::label).collect(Collectors.toSet()),
                elements(schema.at("/properties/cause/enum")).stream()
                        .filter(cause -> !cause.isNull())
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet()));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void anAnswerWithEveryOutcomeShowsThem() {
        JsonNode answers = call("/api/v1/changes", "post").get("responses");
        assertTrue(example(answers.get("200")).at("/value/acks").isArray());
        assertFalse(example(answers.get("202")).get("value").has("acks"));
    }

    @ParameterizedTest
    @CsvSource({"pause, true", "resume, false"})
    void stopAndGoShowWhatTheyLeadTo(String order, boolean paused) {
        JsonNode answers = call("/api/v1/engine/" + order, "post").get("responses");
        assertEquals(paused, example(answers.get("200")).at("/value/paused").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(strings = {"200", "304"})
    void anETagIsAText(String status) {
        JsonNode answer = call("/api/v1/records/{entity}/{entityId}", "get").at("/responses/" + status);
        assertEquals(
                "string",
                resolved(answer.at("/headers/ETag")).at("/schema/type").asText());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        description
                .findValuesAsText("$ref")
                .forEach(reference ->
                        assertTrue(!description.at(reference.substring(1)).isMissingNode(), reference));
    }

    private Stream<Map.Entry<String, JsonNode>> paths() {
        return description.get("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/api/v1/"));
    }

    private JsonNode call(String path, String method) {
        return description.get("paths").get(path).get(method);
    }

    /** The first one. */
    private JsonNode example(JsonNode response) {
        return resolved(
                response.at("/content/application~1json/examples").elements().next());
    }

    private List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(this::resolved)
                .toList();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
    }
}
