package dev.syncline.service;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service's clock, by which a client corrects its own. */
@QuarkusTest
class DateTest {

    private final Api alice = Api.as(Api.newTenant(), "alice");

    @ParameterizedTest
    @CsvSource({
        "/api/v1/status,         200",
        "/api/v1/conflicts,      403",
        "/api/v1/acks,           400",
        "/console/config,        200",
        "/q/health/live,         200"
    })
    void everyAnswerTellsIt(String path, int status) {
        Api.Answer answer = alice.get(path);

        assertEquals(status, answer.status());
        String date = answer.headers().firstValue("Date").orElse("none");
        assertTrue(date.matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT"), date);
        Instant told = Instant.from(RFC_1123_DATE_TIME.parse(date));
        assertTrue(Duration.between(told, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0, date);
    }
}
