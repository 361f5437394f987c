package dev.syncline.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Times that are set for the clients of broker and database, which the settings have to go with.
 *
 * @param delivery when the outbox's producer gives a message up
 * @param idleTransaction when the database ends a transaction that asks nothing; empty where it does not, or it is not
 *     known
 */
record BackendTimes(Duration delivery, Optional<Duration> idleTransaction) {

    static final String DELIVERY_SETTING = "mp.messaging.outgoing.outbox-out.delivery.timeout.ms";
    static final String SESSION_SETTING = "quarkus.datasource.jdbc.additional-jdbc-properties.options";
    static final String IDLE_TRANSACTION = "idle_in_transaction_session_timeout";

    // As PostgreSQL takes it: milliseconds where no unit is given.
    private static final Pattern IDLE = Pattern.compile(IDLE_TRANSACTION + "=([0-9]{1,9})(ms|s|min|h|d)?(?=\\s|$)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    /** @param session what each connection asks of the database for itself */
    static BackendTimes of(long deliveryMillis, Optional<String> session) {
        // Of an option that is given twice the last counts.
        Optional<Duration> idle = session.stream()
                .flatMap(options -> IDLE.matcher(options).results())
                .reduce((earlier, last) -> last)
                .map(BackendTimes::duration)
                .filter(duration -> !duration.isZero());
        return new BackendTimes(Duration.ofMillis(deliveryMillis), idle);
    }

    private static Duration duration(MatchResult idle) {
        String unit = Optional.ofNullable(idle.group(2)).orElse("ms");
        return UNITS.get(unit).multipliedBy(Long.parseLong(idle.group(1)));
    }
}
