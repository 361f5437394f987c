package dev.syncline.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    @ParameterizedTest
    @CsvSource({
        // rate, size, period
        "1, 1, PT1S",
        "9, 1, PT0.111111111S",
        "10, 1, PT0.1S",
        "100, 10, PT0.1S",
        "1000, 100, PT0.1S",
        "10000, 100, PT0.01S",
    })
    void aRateIsKeptInStepsOfAFewAtATime(int rate, int size, Duration period) {
        assertEquals(new Pace(size, period), Pace.of(rate));
    }
}
