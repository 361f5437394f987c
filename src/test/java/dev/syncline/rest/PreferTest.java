package dev.syncline.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10                                  | 10",
                "WAIT = 10                                | 10",
                "wait=\"10\"                              | 10",
                "wait=0                                   | 0",
                "respond-async, wait=10                   | 10",
                "wait=10; foo=bar, return=minimal         | 10",
                "foo=\"a, wait=5; \\\" wait=6\", wait=10  | 10",
                "foo; wait=5, wait=10                     | 10",
                "wait=10, wait=20                         | 10",
                "wait=100                                 | 60",
                "wait=999999999                           | 60"
            })
    void findsTheWaitAmongOtherPreferences(String header, long seconds) {
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), Prefer.wait(List.of(header), LONGEST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "wait",
                "wait=",
                "wait=1.5",
                "wait=-1",
                "wait=ten",
                "waiting=3",
                "foo=wait",
                "wait=1=2",
                "wait=\"10",
                "wait=x, wait=10"
            })
    void ignoresWhatNamesNoWholeSeconds(String header) {
        assertEquals(Optional.empty(), Prefer.wait(List.of(header), LONGEST));
    }

    @Test
    void linesOfTheHeaderAreOneList() {
        assertEquals(
                Optional.of(Duration.ofSeconds(3)), Prefer.wait(List.of("respond-async", "wait=3", "wait=4"), LONGEST));
        assertEquals(Optional.empty(), Prefer.wait(List.of(), LONGEST));
    }
}
