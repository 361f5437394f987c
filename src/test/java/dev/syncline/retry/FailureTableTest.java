package dev.syncline.retry;

import static dev.syncline.retry.Blame.CONTENTION;
import static dev.syncline.retry.Blame.ENVIRONMENT;
import static dev.syncline.retry.Blame.ITEM;
import static dev.syncline.retry.Blame.STOPPING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose fault each failure is. */
class FailureTableTest {

    @ParameterizedTest(name = "{0} ({4})")
    @CsvSource({
        "08000, ENVIRONMENT, DATABASE,   true,  connection lost",
        "08001, ENVIRONMENT, DATABASE,   true,  cannot connect",
        "08006, ENVIRONMENT, DATABASE,   true,  connection broke",
        "57P01, ENVIRONMENT, DATABASE,   true,  server shuts down",
        "57P02, ENVIRONMENT, DATABASE,   true,  another session crashed",
        "57P03, ENVIRONMENT, DATABASE,   true,  server starts up",
        "57014, ENVIRONMENT, TIMEOUT,    true,  statement timeout",
        "25P03, ENVIRONMENT, TIMEOUT,    true,  idle in transaction",
        "XX000, ENVIRONMENT, DATABASE,   true,  internal error",
        "40003, ENVIRONMENT, DATABASE,   true,  statement completion unknown",
        "99999, ENVIRONMENT, DATABASE,   true,  unknown",
        "53100, ENVIRONMENT, DATABASE,   false, disk full",
        "53200, ENVIRONMENT, DATABASE,   false, out of memory",
        "53300, ENVIRONMENT, DATABASE,   false, too many connections",
        "58030, ENVIRONMENT, DATABASE,   false, I/O error",
        "25006, ENVIRONMENT, DATABASE,   false, read only",
        "28P01, ENVIRONMENT, DATABASE,   false, password changed",
        "3D000, ENVIRONMENT, DATABASE,   false, no such database",
        "42501, ENVIRONMENT, DATABASE,   false, privilege taken",
        "42P01, ENVIRONMENT, DATABASE,   false, table dropped",
        "40001, CONTENTION,  CONTENTION, true,  serialization failure",
        "40P01, CONTENTION,  CONTENTION, true,  deadlock",
        "55P03, CONTENTION,  CONTENTION, true,  lock not available",
        "23505, CONTENTION,  CONTENTION, true,  unique violation",
        "22021, ITEM,        DATABASE,   true,  U+0000",
        "22P05, ITEM,        DATABASE,   true,  untranslatable character",
        "22003, ITEM,        DATABASE,   true,  number out of range",
        "23502, ITEM,        DATABASE,   true,  null",
        "23514, ITEM,        DATABASE,   true,  check violation",
        "54000, ITEM,        DATABASE,   true,  too complex",
        "54001, ITEM,        DATABASE,   true,  nested too deep",
        "21000, ITEM,        DATABASE,   true,  touched twice",
        "42804, ITEM,        DATABASE,   true,  wrong type",
        "0A000, ITEM,        DATABASE,   true,  not supported"
    })
    void aSqlStateSaysWhoDidIt(String state, Blame blame, Cause cause, boolean mayBeItem, String meaning) {
        assertEquals(
                new Verdict(blame, cause, Backend.DATABASE, mayBeItem),
                FailureTable.of(new SQLException(meaning, state)));
    }

    static Stream<Arguments> otherFailures() {
        return Stream.of(
                arguments(new SQLException("Sorry, acquisition timeout!"), ENVIRONMENT, Cause.TIMEOUT),
                arguments(new SocketTimeoutException(), ENVIRONMENT, Cause.TIMEOUT),
                arguments(new ConnectException(), ENVIRONMENT, Cause.OTHER),
                arguments(new java.util.concurrent.TimeoutException(), ENVIRONMENT, Cause.TIMEOUT),
                arguments(new CircuitBreakerOpenException(), ENVIRONMENT, Cause.CIRCUIT),
                arguments(new TimeoutException("no metadata"), ENVIRONMENT, Cause.TIMEOUT),
                arguments(new DisconnectException(), ENVIRONMENT, Cause.BROKER),
                arguments(new NotEnoughReplicasException("one left"), ENVIRONMENT, Cause.BROKER),
                arguments(new ProducerFencedException("fenced"), ENVIRONMENT, Cause.BROKER),
                arguments(new AuthorizationException("taken"), ENVIRONMENT, Cause.BROKER),
                arguments(new RecordTooLargeException(), ITEM, Cause.BROKER),
                arguments(new RollbackException("reaped"), ENVIRONMENT, Cause.DATABASE),
                arguments(new IllegalArgumentException(), ITEM, Cause.OTHER),
                arguments(new NullPointerException(), ITEM, Cause.OTHER),
                arguments(new ClassCastException(), ITEM, Cause.OTHER),
                arguments(new StackOverflowError(), ITEM, Cause.OTHER),
                arguments(new IllegalStateException(), ENVIRONMENT, Cause.OTHER),
                arguments(new IOException(), ENVIRONMENT, Cause.OTHER),
                arguments(new OutOfMemoryError(), ENVIRONMENT, Cause.OTHER),
                arguments(new InterruptedException(), STOPPING, Cause.OTHER),
                arguments(new InterruptException(new InterruptedException()), STOPPING, Cause.OTHER),
                arguments(new StoppingException(), STOPPING, Cause.OTHER));
    }

    @ParameterizedTest
    @MethodSource("otherFailures")
    void aClassSaysWhoDidIt(Throwable failure, Blame blame, Cause cause) {
        assertEquals(blame, FailureTable.of(failure).blame());
        assertEquals(cause, FailureTable.of(failure).cause());
    }

    @Test
    void aPoolThatGivesNoConnectionInTimeIsTheDatabaseAway() {
        Verdict away = Verdict.environment(Cause.TIMEOUT, Backend.DATABASE);
        assertEquals(away, FailureTable.of(new SQLException("Sorry, acquisition timeout!")));
        assertEquals(
                away,
                FailureTable.of(new IllegalStateException(new SQLException(
                        "Acquisition timeout while waiting for new connection",
                        new java.util.concurrent.TimeoutException()))));
    }

    static Stream<Arguments> wrapped() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        SQLException refused = new SQLException("U+0000", "22021");
        BatchUpdateException batch = new BatchUpdateException("batch", null, 0, null);
        batch.setNextException(refused);
        RollbackException rollback = new RollbackException("rolled back");
        rollback.addSuppressed(new IllegalStateException(refused));
        return Stream.of(
                arguments(new IllegalStateException(new ExecutionException(deadlock)), CONTENTION),
                arguments(batch, ITEM),
                arguments(new IllegalArgumentException(new ExecutionException(new DisconnectException())), ENVIRONMENT),
                arguments(new IllegalStateException(new NullPointerException()), ITEM),
                arguments(new RuntimeException(new InterruptedException()), STOPPING),
                arguments(rollback.getSuppressed()[0], ITEM));
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void whatIsKnownIsFoundInsideOfWhatWrapsIt(Throwable failure, Blame blame) {
        assertEquals(blame, FailureTable.of(failure).blame());
    }

    @Test
    void causesThatGoInACircleComeToAnEnd() {
        Exception one = new Exception();
        one.initCause(new Exception(one));
        assertEquals(ENVIRONMENT, FailureTable.of(one).blame());
    }
}
