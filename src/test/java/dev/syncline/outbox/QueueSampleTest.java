package dev.syncline.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueSampleTest {

    private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, , 2026-01-01T12:00:00Z",
        "3, 2026-01-01T10:00:00Z, 2026-01-01T10:00:00Z",
        // The broker did not tell in time.
        "3, ,"
    })
    void isProcessedUntilItsOldestOrWhenItWasSeenEmpty(long depth, Instant oldest, Instant until) {
        assertEquals(Optional.ofNullable(until), new QueueSample(depth, oldest, 0, AT).processedUntil());
    }
}
