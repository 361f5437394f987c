package dev.syncline;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.syncline.devtoken.DevTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DevTokenTest {

    @Inject
    DevTokens tokens;

    @Test
    void anIssuedTokenOpensAGuardedCall() {
        String token = issue("{\"sub\": \"ann\", \"tenant\": \"acme\", \"groups\": [\"sync\", \"sync-admin\"]}")
                .statusCode(200)
                .body("expires_in", equalTo(3600))
                .extract()
                .path("access_token");

        given().auth()
                .oauth2(token)
                .get("/test/caller")
                .then()
                .statusCode(200)
                .body("sub", equalTo("ann"))
                .body("tenant", equalTo("acme"))
                .body("groups", containsInAnyOrder("sync", "sync-admin"));
    }

    @Test
    void groupsDefaultToSync() {
        String token = issue("{\"sub\": \"ann\", \"tenant\": \"acme\", \"ttlSeconds\": 60}")
                .statusCode(200)
                .body("expires_in", equalTo(60))
                .extract()
                .path("access_token");

        given().auth().oauth2(token).get("/test/caller").then().statusCode(200);
    }

    @Test
    void aTokenWithoutTheRoleIsForbidden() {
        String token = issue("{\"sub\": \"ann\", \"tenant\": \"acme\", \"groups\": [\"other\"]}")
                .extract()
                .path("access_token");

        given().auth().oauth2(token).get("/test/caller").then().statusCode(403);
    }

    @Test
    void noTokenIsUnauthorized() {
        given().get("/test/caller").then().statusCode(401);
    }

    @Test
    void anExpiredTokenIsUnauthorized() {
        Instant twoHoursAgo = Instant.now().minus(Duration.ofHours(2));
        String token = tokens.sign("ann", "acme", Set.of("sync"), twoHoursAgo, Duration.ofHours(1));

        given().auth().oauth2(token).get("/test/caller").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tenant\": \"acme\"}",
                "{\"sub\": \"ann\"}",
                "{\"sub\": \" \", \"tenant\": \"acme\"}",
                "{\"sub\": \"ann\", \"tenant\": \"acme\", \"ttlSeconds\": 0}",
                "{\"sub\": \"ann\", \"tenant\": \"acme\", \"ttlSeconds\": 86401}"
            })
    void nonsenseIsAProblem(String wanted) {
        issue(wanted)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("malformed"))
                .body("detail", notNullValue());
    }

    private static ValidatableResponse issue(String wanted) {
        return given().contentType(ContentType.JSON)
                .body(wanted)
                .post("/dev/token")
                .then();
    }
}
