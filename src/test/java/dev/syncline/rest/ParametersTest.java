package dev.syncline.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT1M, PT0S",
        "20, PT1M, PT20S",
        "60, PT1M, PT1M",
        "61, PT1M, PT1M",
        "999999999, PT1M, PT1M",
        "90, PT2M, PT90S",
        "20, PT10S, PT10S",
        "20, PT0S, PT0S",
    })
    void aWaitIsAsLongAsTheSettingAllowsHoweverItIsAskedFor(String asked, Duration longest, Duration waited) {
        assertEquals(waited, Parameters.wait("wait", asked, longest));
        assertEquals(waited, Prefer.wait(List.of("wait=" + asked), longest).orElseThrow());
    }
}
