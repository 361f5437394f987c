package dev.syncline.retry;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** The one table that tells whose fault a failure is. */
public final class FailureTable {

    private static final int MAX_LINKS = 50;

    /** By SQLState or the beginning of one; the longest that fits counts. */
    private static final Map<String, Verdict> SQL_STATES = new TreeMap<>();

    /** By class; the first that fits counts. What is in no row is the environment's, until it is found not to be. */
    private static final List<Row> CLASSES = List.of(
            new Row(InterruptedException.class, Verdict.stopping()),
            new Row(InterruptException.class, Verdict.stopping()),
            new Row(StoppingException.class, Verdict.stopping()),
            new Row(CircuitBreakerOpenException.class, Verdict.environment(Cause.CIRCUIT, null)),
            // Before Kafka's other exceptions, which are the environment's.
            new Row(RecordTooLargeException.class, Verdict.item(Cause.BROKER, Backend.BROKER)),
            new Row(RecordBatchTooLargeException.class, Verdict.item(Cause.BROKER, Backend.BROKER)),
            new Row(InvalidRecordException.class, Verdict.item(Cause.BROKER, Backend.BROKER)),
            new Row(SerializationException.class, Verdict.item(Cause.BROKER, Backend.BROKER)),
            new Row(
                    org.apache.kafka.common.errors.TimeoutException.class,
                    Verdict.environment(Cause.TIMEOUT, Backend.BROKER)),
            new Row(KafkaException.class, Verdict.environment(Cause.BROKER, Backend.BROKER)),
            new Row(java.net.SocketTimeoutException.class, Verdict.environmentOrItem(Cause.TIMEOUT, null)),
            new Row(java.net.SocketException.class, Verdict.environmentOrItem(Cause.OTHER, null)),
            new Row(java.util.concurrent.TimeoutException.class, Verdict.environmentOrItem(Cause.TIMEOUT, null)),
            new Row(
                    org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException.class,
                    Verdict.environmentOrItem(Cause.TIMEOUT, null)),
            new Row(
                    jakarta.transaction.RollbackException.class,
                    Verdict.environmentOrItem(Cause.DATABASE, Backend.DATABASE)));

    /** Bugs that a value brings to light; looked for only where nothing in the chain is in a row above. */
    private static final List<Class<? extends Throwable>> BUGS = List.of(
            IllegalArgumentException.class,
            NullPointerException.class,
            ClassCastException.class,
            IndexOutOfBoundsException.class,
            ArithmeticException.class,
            NegativeArraySizeException.class,
            UnsupportedOperationException.class,
            java.util.NoSuchElementException.class,
            java.util.ConcurrentModificationException.class,
            java.time.DateTimeException.class,
            StackOverflowError.class,
            AssertionError.class);

    private record Row(Class<? extends Throwable> type, Verdict verdict) {}

    static {
        environmentOrItem(Cause.DATABASE, "08", "25", "40", "55", "57", "XX");
        environmentOrItem(Cause.TIMEOUT, "57014", "25P03", "25P04", "57P05");
        // No value leads to these: no memory, disk or connection left, a read-only replica, an account or a schema
        // that was changed.
        environment("25006", "28", "3D", "3F", "42501", "42703", "42P01", "53", "58");
        // A unique violation is the same id through another partition; the next look-up finds it.
        List.of("40001", "40P01", "55P03", "23505").forEach(state -> SQL_STATES.put(state, Verdict.contention()));
        item("0A", "21", "22", "23", "2B", "38", "39", "42", "44", "54", "P0");
    }

    private FailureTable() {}

    private static void environmentOrItem(Cause cause, String... states) {
        List.of(states).forEach(state -> SQL_STATES.put(state, Verdict.environmentOrItem(cause, Backend.DATABASE)));
    }

    private static void environment(String... states) {
        List.of(states).forEach(state -> SQL_STATES.put(state, Verdict.environment(Cause.DATABASE, Backend.DATABASE)));
    }

    private static void item(String... states) {
        List.of(states).forEach(state -> SQL_STATES.put(state, Verdict.item(Cause.DATABASE, Backend.DATABASE)));
    }

    public static Verdict of(Throwable failure) {
        List<Throwable> links = links(failure);
        return links.stream()
                .flatMap(link -> known(link).stream())
                .findFirst()
                .orElseGet(() -> links.stream().anyMatch(FailureTable::isBug)
                        ? Verdict.item(Cause.OTHER, null)
                        : Verdict.environmentOrItem(Cause.OTHER, null));
    }

    /** The failure and what led to it, nearest first. */
    private static List<Throwable> links(Throwable failure) {
        List<Throwable> links = new ArrayList<>(List.of(failure));
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(failure);
        for (int index = 0; index < links.size() && links.size() < MAX_LINKS; index++) {
            Throwable link = links.get(index);
            List<Throwable> further = new ArrayList<>();
            if (link instanceof SQLException sql) {
                further.add(sql.getNextException());
            }
            further.add(link.getCause());
            // What made a transaction fail hangs on the exception of its end.
            further.addAll(List.of(link.getSuppressed()));
            further.stream().filter(next -> next != null && seen.add(next)).forEach(links::add);
        }
        return links;
    }

    private static Optional<Verdict> known(Throwable link) {
        if (link instanceof SQLException sql) {
            return sqlState(sql);
        }
        return CLASSES.stream()
                .filter(row -> row.type().isInstance(link))
                .findFirst()
                .map(Row::verdict);
    }

    private static Optional<Verdict> sqlState(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            // The pool's own: no connection in time, or the pool is closed.
            Throwable cause = failure.getCause();
            return failure.getNextException() == null
                            && (cause == null || cause instanceof java.util.concurrent.TimeoutException)
                    ? Optional.of(Verdict.environment(Cause.TIMEOUT, Backend.DATABASE))
                    : Optional.empty();
        }
        for (int length = state.length(); length >= 2; length--) {
            Verdict verdict = SQL_STATES.get(state.substring(0, length));
            if (verdict != null) {
                return Optional.of(verdict);
            }
        }
        return Optional.of(Verdict.environmentOrItem(Cause.DATABASE, Backend.DATABASE));
    }

    private static boolean isBug(Throwable link) {
        return BUGS.stream().anyMatch(bug -> bug.isInstance(link));
    }
}
