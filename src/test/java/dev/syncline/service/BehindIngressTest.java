package dev.syncline.service;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where TLS ends before the service, which pages may act on it. */
@QuarkusTest
@TestProfile(Tight.class)
class BehindIngressTest {

    private static final String HOST = "sync.example.com";

    private final String token = Api.token(Api.service(), Api.newTenant(), "alice", 3600, "sync");

    @ParameterizedTest
    @CsvSource({
        "https://sync.example.com,  https, 443,  202",
        "https://elsewhere.example, https, 443,  403",
        "http://sync.example.com,   https, 443,  403",
        "https://sync.example.com,  http,  80,   403"
    })
    void aPageActsOnTheServiceThatItIsOf(String origin, String forwardedProto, String forwardedPort, int status) {
        // As ingress-nginx sends it on.
        int answered = given().header("Host", HOST)
                .header("X-Forwarded-For", "203.0.113.7")
                .header("X-Forwarded-Host", HOST)
                .header("X-Forwarded-Port", forwardedPort)
                .header("X-Forwarded-Proto", forwardedProto)
                .header("X-Forwarded-Scheme", forwardedProto)
                .header("Authorization", "Bearer " + token)
                .header("Origin", origin)
                .post("/api/v1/sync")
                .statusCode();
        assertEquals(status, answered);
    }
}
