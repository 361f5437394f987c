package dev.syncline.store;

import dev.syncline.summary.Summary;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums up the ledger minute by minute, once, and reads what a time adds up to from that and the ledger's end. */
@ApplicationScoped
public class Summaries {

    private static final long LOCK = 0x616e616c79746963L; // "analytic"

    private static final Duration MINUTE = SummaryRows.MINUTES.length();

    static final String DUE = "with recursive " + Tenants.in("ledger") + " select known.tenant from known,"
            + " lateral (select max(minute) + interval '1 minute' as until from analytics_minute"
            + " where analytics_minute.tenant = known.tenant) as summed,"
            + " lateral (select resolved_at from ledger where ledger.tenant = known.tenant"
            + " and resolved_at >= greatest(summed.until, ?) and resolved_at < ? order by resolved_at limit 1) as first"
            + " order by first.resolved_at, known.tenant";

    private final AgroalDataSource database;

    Summaries(AgroalDataSource database) {
        this.database = database;
    }

    /** How far a step came. */
    public enum Step {
        /** There is more to sum up. */
        MORE,
        DONE,
        /** Another instance is at it. */
        ELSEWHERE
    }

    /**
     * A time's stretches in their order, those without outcomes left out.
     *
     * @param complete false where a part of the ledger is still to be summed up
     */
    public record Found(List<Stretch> stretches, boolean complete) {}

    /** Tenants with outcomes in this time that are not summed up, those that wait longest first. */
    public List<String> due(Instant from, Instant until) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(DUE)) {
            statement.setTimestamp(1, Timestamp.from(from));
            statement.setTimestamp(2, Timestamp.from(until));
            ResultSet rows = statement.executeQuery();
            List<String> tenants = new ArrayList<>();
            while (rows.next()) {
                tenants.add(rows.getString(1));
            }
            return tenants;
        }
    }

    /**
     * Sums up a tenant's next minutes, and the hours that are complete with them.
     *
     * @param from what is older is left alone
     * @param until a minute's start: what lies before is final
     * @param minutes at most so many
     */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Step sumUp(String tenant, Instant from, Instant until, int minutes) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!tryLock(connection)) {
                return Step.ELSEWHERE;
            }
            Instant start =
                    later(from, SummaryRows.MINUTES.end(connection, tenant).orElse(from));
            // All is read before anything is written: a transaction that wrote holds back every reader of the feed.
            List<Stretch> summed = new ArrayList<>();
            Optional<Instant> next = LedgerSums.first(connection, tenant, start, until);
            while (next.isPresent() && summed.size() < minutes) {
                Stretch minute = minute(connection, tenant, next.get(), until);
                summed.add(minute);
                next = LedgerSums.first(connection, tenant, minute.start().plus(MINUTE), until);
            }
            List<Stretch> hours =
                    hours(connection, tenant, from, SummaryRows.HOURS.startOf(next.orElse(until)), summed);
            SummaryRows.MINUTES.write(connection, tenant, summed);
            SummaryRows.HOURS.write(connection, tenant, hours);
            return next.isPresent() ? Step.MORE : Step.DONE;
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Stretch minute(Connection connection, String tenant, Instant within, Instant until)
            throws SQLException {
        Instant start = SummaryRows.MINUTES.startOf(within);
        Instant end = start.plus(MINUTE);
        Summary summary = LedgerSums.sum(connection, tenant, start, end.isBefore(until) ? end : until);
        return new Stretch(start, MINUTE, summary);
    }

    /** The hours before the given one that are not there yet, of the minutes stored and those just summed. */
    private static List<Stretch> hours(
            Connection connection, String tenant, Instant from, Instant until, List<Stretch> summed)
            throws SQLException {
        Instant start = later(
                SummaryRows.HOURS.startOf(from),
                SummaryRows.HOURS.end(connection, tenant).orElse(Instant.MIN));
        List<Stretch> minutes = new ArrayList<>();
        if (start.isBefore(until)) {
            minutes.addAll(SummaryRows.MINUTES.read(connection, tenant, start, until));
        }
        summed.stream().filter(minute -> minute.start().isBefore(until)).forEach(minutes::add);
        return Stretch.byStart(minutes, SummaryRows.HOURS::startOf).entrySet().stream()
                .map(hour -> new Stretch(
                        hour.getKey(),
                        SummaryRows.HOURS.length(),
                        hour.getValue().bounded(Summary.Bounds.OF_HOUR)))
                .toList();
    }

    /**
     * What a tenant's time adds up to.
     *
     * @param byHour whether hours will do where there are some; from is then an hour's start, else a minute's
     * @param liveFrom what is before, and not summed up yet, is left out
     */
    public Found find(String tenant, Instant from, Instant until, boolean byHour, Instant liveFrom)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<Stretch> found = new ArrayList<>();
            if (byHour) {
                found.addAll(SummaryRows.HOURS.read(connection, tenant, from, until));
            }
            // Summed up meanwhile or not: what follows the last one read is read from where it still is.
            found.addAll(SummaryRows.MINUTES.read(connection, tenant, endOf(found, from), until));
            Instant summedUntil = endOf(found, from);
            Instant start = later(summedUntil, SummaryRows.MINUTES.startOf(liveFrom));
            boolean complete =
                    LedgerSums.first(connection, tenant, summedUntil, start).isEmpty();
            Optional<Instant> next = LedgerSums.first(connection, tenant, start, until);
            while (next.isPresent()) {
                Stretch minute = minute(connection, tenant, next.get(), until);
                found.add(minute);
                next = LedgerSums.first(connection, tenant, minute.start().plus(MINUTE), until);
            }
            return new Found(found, complete);
        }
    }

    private static Instant endOf(List<Stretch> found, Instant none) {
        return found.isEmpty() ? none : found.get(found.size() - 1).end();
    }

    /** Deletes some of the summaries that are older than a time; tells how many. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public int sweep(Instant before, int limit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return SummaryRows.MINUTES.sweep(connection, before, limit)
                    + SummaryRows.HOURS.sweep(connection, before, limit);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
