package dev.syncline.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemMappersTest {

    private final ProblemMappers mappers = new ProblemMappers();

    @Test
    void aProblemHasTheMembersOfRfc9457AndItsCode() {
        Response response = mappers.problem(new ProblemException(ErrorCode.INVALID_CURSOR, "Cursor x is unknown."));
        assertEquals(400, response.getStatus());
        assertEquals("application/problem+json", response.getMediaType().toString());
        Map<String, Object> body = body(response);
        assertEquals(List.of("type", "title", "status", "detail", "code"), List.copyOf(body.keySet()));
        assertEquals("urn:syncline:problem:invalid-cursor", body.get("type"));
        assertEquals("invalid-cursor", body.get("code"));
        assertEquals(400L, body.get("status"));
        assertEquals("Cursor x is unknown.", body.get("detail"));
    }

    @ParameterizedTest
    @CsvSource({
        "BROKER_UNAVAILABLE, 1500, 2",
        "BROKER_UNAVAILABLE, 0, 1",
        "BROKER_UNAVAILABLE, , 5",
        "TOO_MANY_UNPROCESSED, 10000, 10",
        "TOO_MANY_UNPROCESSED, , 5",
        "NOT_FOUND, , ",
    })
    void aPassingProblemSaysWhenToRetry(ErrorCode code, Long millis, String seconds) {
        Duration retryAfter = millis == null ? null : Duration.ofMillis(millis);
        Response response = mappers.problem(new ProblemException(code, "", retryAfter));
        assertEquals(seconds, response.getHeaderString("Retry-After"));
    }

    static Stream<Arguments> ended() {
        return Stream.of(
                Arguments.of(new NotFoundException(), 404, "not-found"),
                Arguments.of(new NotFoundException(new NumberFormatException("x")), 400, "invalid-parameter"),
                Arguments.of(new BadRequestException("java.lang.Foo"), 400, "malformed"),
                Arguments.of(new NotAllowedException("GET"), 405, "method-not-allowed"),
                Arguments.of(new NotAcceptableException(), 406, "not-acceptable"),
                Arguments.of(new NotSupportedException(), 415, "unsupported-media-type"),
                Arguments.of(new WebApplicationException(413), 413, "payload-too-large"),
                Arguments.of(new WebApplicationException(418), 400, "malformed"),
                Arguments.of(new WebApplicationException("java.lang.Foo", 502), 500, "internal"));
    }

    @ParameterizedTest
    @MethodSource("ended")
    void whatTheFrameworkRefusesIsAProblemToo(WebApplicationException ended, int status, String code) {
        Response response = mappers.http(ended);
        assertEquals(status, response.getStatus());
        assertEquals(code, body(response).get("code"));
        assertFalse(text(response).contains("java"), text(response));
    }

    @Test
    void aRefusedMethodKeepsTheAllowHeader() {
        assertEquals("GET", mappers.http(new NotAllowedException("GET")).getHeaderString("Allow"));
    }

    @Test
    void aRedirectionStaysOne() {
        Response response =
                mappers.http(new WebApplicationException(Response.status(304).build()));
        assertEquals(304, response.getStatus());
        assertNull(response.getEntity());
    }

    @Test
    void aMissingOrInvalidTokenIsChallenged() {
        Response missing = mappers.unauthorized(new UnauthorizedException());
        assertEquals(401, missing.getStatus());
        assertEquals("Bearer", missing.getHeaderString("WWW-Authenticate"));
        Response invalid = mappers.unauthenticated(new AuthenticationFailedException("secret"));
        assertEquals(401, invalid.getStatus());
        assertTrue(invalid.getHeaderString("WWW-Authenticate").startsWith("Bearer "));
        assertFalse(text(invalid).contains("secret"));
    }

    @Test
    void aMissingRoleIsForbidden() {
        assertEquals(
                "forbidden", body(mappers.forbidden(new ForbiddenException())).get("code"));
    }

    @Test
    void unusableJsonKeepsItsCode() {
        Response response = mappers.json(new JsonException(ErrorCode.TOO_DEEP, "the text is nested deeper"));
        assertEquals(422, response.getStatus());
        assertEquals("too-deep", body(response).get("code"));
    }

    @Test
    void aTransactionThatTheDatabaseDidNotEndIsTheDatabaseAway() {
        Response response = mappers.unexpected(new IllegalStateException(new RollbackException("could not commit")));
        assertEquals(503, response.getStatus());
        assertEquals("database-unavailable", body(response).get("code"));
    }

    @Test
    void aFailureLeaksNothingButAReference() {
        Response response = mappers.unexpected(new IllegalStateException("jdbc:secret at com.example.Foo"));
        assertEquals(500, response.getStatus());
        Map<String, Object> body = body(response);
        assertEquals("internal", body.get("code"));
        assertTrue(((String) body.get("instance")).startsWith("urn:uuid:"));
        assertFalse(text(response).contains("secret") || text(response).contains("Illegal"));
    }

    private static Map<String, Object> body(Response response) {
        return Json.object(JsonReader.strict(4).read((byte[]) response.getEntity()));
    }

    private static String text(Response response) {
        return new String((byte[]) response.getEntity());
    }
}
