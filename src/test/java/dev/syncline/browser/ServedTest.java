package dev.syncline.browser;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The client's addresses are stable, and sites of other origins may import from them. */
@QuarkusTest
class ServedTest {

    private static final String OTHER_ORIGIN = "http://localhost:3000";

    @Test
    void theClientIsAModuleThatAnotherOriginMayImport() {
        given().header("Origin", OTHER_ORIGIN)
                .get("/syncline/client.js")
                .then()
                .statusCode(200)
                .contentType(containsString("javascript"))
                .header("Access-Control-Allow-Origin", equalTo(OTHER_ORIGIN));
    }

    @Test
    void itsTypesLieBesideIt() {
        given().get("/syncline/client.d.ts").then().statusCode(200).body(containsString("export declare"));
    }

    @Test
    void anOriginThatIsNotNamedMayNot() {
        given().header("Origin", "https://elsewhere.example")
                .get("/syncline/client.js")
                .then()
                .statusCode(403);
    }
}
