package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.security.Caller;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keeps bulk redrives where every instance finds them, and gives their steps to one instance at a time. */
@ApplicationScoped
public class BulkRedriveJobs {

    private static final String COLUMNS =
            "job.tenant, job.id, caller_tenant, subject, roles, cause, entity, failed_from,"
                    + " failed_until, rate, matched, place_at, place_id, sent, failed, done, code, step, failures";

    private static final String START = "insert into bulk_redrive (tenant, id, caller_tenant, subject, roles, cause,"
            + " entity, failed_from, failed_until, rate, matched) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (tenant) where not done do nothing";

    private static final String FIND =
            "select " + COLUMNS + " from bulk_redrive as job where job.tenant = ? and job.id = ?";

    private static final String IN_FUTURE = "clock_timestamp() + ? * interval '1 microsecond'";

    private static final String TAKE = "with due as (select tenant, id from bulk_redrive where not done"
            + " and due_at <= clock_timestamp() order by due_at limit 1 for update skip locked)"
            + " update bulk_redrive as job set step = step + 1, due_at = " + IN_FUTURE
            + " from due where job.tenant = due.tenant and job.id = due.id returning " + COLUMNS;

    private static final String UNTIL_DUE =
            "select extract(epoch from min(due_at) - clock_timestamp()) * 1000000 from bulk_redrive where not done";

    private static final String OF_STEP = " where tenant = ? and id = ? and step = ? and not done";

    private static final String HOLD = "select 1 from bulk_redrive" + OF_STEP + " for update";

    private static final String ADVANCE = "update bulk_redrive set place_at = ?, place_id = ?, sent = sent + ?,"
            + " failed = failed + ?, failures = 0" + OF_STEP;

    private static final String HAND_BACK = "update bulk_redrive set due_at = " + IN_FUTURE + OF_STEP;

    private static final String FAIL =
            "update bulk_redrive set failures = failures + 1, due_at = " + IN_FUTURE + OF_STEP;

    private static final String END = "update bulk_redrive set sent = sent - ?, failed = failed + ?, done = true,"
            + " code = ?, due_at = clock_timestamp()" + OF_STEP;

    private final AgroalDataSource database;

    BulkRedriveJobs(AgroalDataSource database) {
        this.database = database;
    }

    /** Its first step is due at once; false where another one of the tenant is not done. */
    public boolean start(BulkRedriveRow job) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(START)) {
            DeadLetterFilter filter = job.filter();
            statement.setString(1, job.tenant());
            statement.setObject(2, job.id());
            statement.setString(3, job.caller().tenant());
            statement.setString(4, job.caller().subject());
            statement.setArray(
                    5, connection.createArrayOf("text", job.caller().roles().toArray()));
            statement.setString(6, filter.cause());
            statement.setString(7, filter.entity());
            statement.setTimestamp(8, timestamp(filter.from()));
            statement.setTimestamp(9, timestamp(filter.to()));
            statement.setInt(10, job.rate());
            statement.setLong(11, job.matched());
            return statement.executeUpdate() == 1;
        }
    }

    public Optional<BulkRedriveRow> find(String tenant, UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, tenant);
            statement.setObject(2, id);
            return first(statement);
        }
    }

    /** The next step of the redrive that waits longest, if one is due; it is due again should nobody tell how it went. */
    public Optional<BulkRedriveRow> take(Duration lease) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setLong(1, micros(lease));
            return first(statement);
        }
    }

    /** How long until a step of any is due, taken or not; negative where one is overdue. */
    public Optional<Duration> untilDue() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(UNTIL_DUE)) {
            ResultSet row = statement.executeQuery();
            row.next();
            long micros = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(Duration.of(micros, ChronoUnit.MICROS));
        }
    }

    /** For the rest of the caller's transaction nobody else takes a step; false where this one was thought lost. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean hold(BulkRedriveRow job) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(HOLD)) {
            setStep(statement, 1, job);
            return statement.executeQuery().next();
        }
    }

    /** Keeps how far a step came, with what it did. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void advance(BulkRedriveRow job, ListPlace place, int sent, int failed) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            statement.setTimestamp(1, Timestamp.from(place.at()));
            statement.setObject(2, place.id());
            statement.setInt(3, sent);
            statement.setInt(4, failed);
            setStep(statement, 5, job);
            statement.executeUpdate();
        }
    }

    /** The step is done, and the next one due after a while. */
    public void handBack(BulkRedriveRow job, Duration rest) throws SQLException {
        putOff(HAND_BACK, job, rest);
    }

    /** The step failed, and is due again after a while. */
    public void fail(BulkRedriveRow job, Duration rest) throws SQLException {
        putOff(FAIL, job, rest);
    }

    private void putOff(String how, BulkRedriveRow job, Duration rest) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(how)) {
            statement.setLong(1, micros(rest));
            setStep(statement, 2, job);
            statement.executeUpdate();
        }
    }

    /**
     * The last step is done.
     *
     * @param untaken so many that counted as sent were not
     * @param code why it ends before its time, or null
     */
    public void end(BulkRedriveRow job, int untaken, ErrorCode code) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setInt(1, untaken);
            statement.setInt(2, untaken);
            statement.setString(3, code == null ? null : code.code());
            setStep(statement, 4, job);
            statement.executeUpdate();
        }
    }

    private static void setStep(PreparedStatement statement, int first, BulkRedriveRow job) throws SQLException {
        statement.setString(first, job.tenant());
        statement.setObject(first + 1, job.id());
        statement.setLong(first + 2, job.step());
    }

    private static Optional<BulkRedriveRow> first(PreparedStatement statement) throws SQLException {
        ResultSet row = statement.executeQuery();
        return row.next() ? Optional.of(job(row)) : Optional.empty();
    }

    private static BulkRedriveRow job(ResultSet row) throws SQLException {
        Set<String> roles = Set.of((String[]) row.getArray(5).getArray());
        Instant placeAt = Rows.instant(row, 12);
        String code = row.getString(17);
        return new BulkRedriveRow(
                row.getObject(2, UUID.class),
                new Caller(row.getString(3), row.getString(4), roles),
                new DeadLetterFilter(
                        row.getString(1),
                        row.getString(6),
                        row.getString(7),
                        DeadLetterRow.State.PENDING,
                        Rows.instant(row, 8),
                        Rows.instant(row, 9)),
                row.getInt(10),
                row.getLong(11),
                placeAt == null ? null : new ListPlace(placeAt, row.getObject(13, UUID.class)),
                row.getLong(14),
                row.getLong(15),
                row.getBoolean(16),
                code == null ? null : ErrorCode.ofCode(code),
                row.getLong(18),
                row.getInt(19));
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
