package dev.syncline.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendTimesTest {

    @ParameterizedTest
    @CsvSource({
        "-c idle_in_transaction_session_timeout=30000, PT30S",
        "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c jit=off, PT30S",
        "-c idle_in_transaction_session_timeout=500ms, PT0.5S",
        "-c idle_in_transaction_session_timeout=45s, PT45S",
        "--idle_in_transaction_session_timeout=2min, PT2M",
        "-c idle_in_transaction_session_timeout=1h -c jit=off, PT1H",
        "-c idle_in_transaction_session_timeout=30s -c idle_in_transaction_session_timeout=60s, PT1M",
        "-c idle_in_transaction_session_timeout=0,",
        "-c idle_in_transaction_session_timeout=soon,",
        "-c statement_timeout=1000,",
        ",",
    })
    void theDatabasesTimeIsReadFromWhatConnectionsAskFor(String options, Duration idle) {
        BackendTimes times = BackendTimes.of(10_000, Optional.ofNullable(options));
        assertEquals(Optional.ofNullable(idle), times.idleTransaction());
        assertEquals(Duration.ofSeconds(10), times.delivery());
    }

    @Test
    void itIsKnownAsItIsShipped() throws IOException {
        Properties shipped = new Properties();
        try (InputStream file = BackendTimes.class.getResourceAsStream("/application.properties")) {
            shipped.load(file);
        }
        BackendTimes times = BackendTimes.of(
                Long.parseLong(shipped.getProperty(BackendTimes.DELIVERY_SETTING)),
                Optional.of(shipped.getProperty(BackendTimes.SESSION_SETTING)));
        assertEquals(new BackendTimes(Duration.ofSeconds(10), Optional.of(Duration.ofSeconds(30))), times);
    }
}
