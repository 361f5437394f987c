package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        JsonNode responses = description.get("paths").get(path).get(method).get("responses");
        JsonNode ok = responses.has("200") ? responses.get("200") : responses.get("202");
        JsonNode example =
                ok.at("/content/application~1json/examples").elements().next();
        assertTrue(resolved(example).has("value"), example.toString());
        assertEquals(
                "#/components/responses/Problem",
                responses.get("4XX").get("$ref").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/conflicts, get, after clientId entity entityId limit resolution",
        "/api/v1/dead-letters, get, after cause entity from limit state to undecodable",
        "/api/v1/dead-letters/{id}, get, id undecodable",
        "/api/v1/dead-letters/{id}, delete, id undecodable",
        "/api/v1/dead-letters/{id}/redrive, post, id undecodable",
        "/api/v1/dead-letters/redrive, post, undecodable",
        "/api/v1/dead-letters/redrive/{job}, get, job undecodable"
    })
    void aCallHasItsParameters(String path, String method, String names) {
        JsonNode call = description.get("paths").get(path).get(method);
        assertEquals(
                names,
                call.get("parameters").findValuesAsText("name").stream()
                        .sorted()
                        .collect(Collectors.joining(" ")));
        call.get("parameters")
                .forEach(parameter -> assertEquals(
                        parameter.get("in").asText().equals("path"),
                        parameter.path("required").asBoolean(),
                        parameter.toString()));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        description
                .findValuesAsText("$ref")
                .forEach(reference ->
                        assertTrue(!description.at(reference.substring(1)).isMissingNode(), reference));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
    }
}
