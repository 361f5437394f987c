package dev.syncline.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One of the two tables of summaries, by minute and by hour. */
enum SummaryRows {
    MINUTES("analytics_minute", "minute", ChronoUnit.MINUTES),
    HOURS("analytics_hour", "hour", ChronoUnit.HOURS);

    private final ChronoUnit unit;
    private final String last;
    private final String insert;

    final String read;
    final String sweep;

    SummaryRows(String table, String time, ChronoUnit unit) {
        this.unit = unit;
        this.last = "select max(" + time + ") from " + table + " where tenant = ?";
        this.insert = "insert into " + table + " (tenant, " + time + ", summary)"
                + " select * from unnest(?::text[], ?::timestamptz[], ?::text[])"
                + " on conflict (tenant, " + time + ") do update set summary = excluded.summary";
        this.read = "select " + time + ", summary from " + table + " where tenant = ? and " + time + " >= ? and " + time
                + " < ? order by " + time;
        // By tenant, so that the key's index is all it takes.
        this.sweep = "with recursive " + Tenants.in(table) + ", aged as (select known.tenant, eldest." + time
                + " from known, lateral (select " + time + " from " + table + " where " + table
                + ".tenant = known.tenant and " + time + " < ? order by " + time + " limit ?) as eldest limit ?)"
                + " delete from " + table + " using aged where " + table + ".tenant = aged.tenant and " + table + "."
                + time
                + " = aged." + time;
    }

    Instant startOf(Instant time) {
        return time.truncatedTo(unit);
    }

    Duration length() {
        return unit.getDuration();
    }

    /** The end of what is summed up of a tenant; empty where nothing is. */
    Optional<Instant> end(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(last)) {
            statement.setString(1, tenant);
            ResultSet row = statement.executeQuery();
            row.next();
            return Optional.ofNullable(Rows.instant(row, 1)).map(start -> start.plus(length()));
        }
    }

    void write(Connection connection, String tenant, List<Stretch> stretches) throws SQLException {
        if (stretches.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            Columns.of(connection, statement, stretches)
                    .text(stretch -> tenant)
                    .instant(Stretch::start)
                    .text(stretch -> SummaryJson.write(stretch.summary()));
            statement.executeUpdate();
        }
    }

    /** In the order of time; of one statement, so that nothing is missing before the last. */
    List<Stretch> read(Connection connection, String tenant, Instant from, Instant until) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(read)) {
            LedgerSums.bind(statement, 1, tenant, from, until);
            ResultSet rows = statement.executeQuery();
            List<Stretch> stretches = new ArrayList<>();
            while (rows.next()) {
                stretches.add(new Stretch(Rows.instant(rows, 1), length(), SummaryJson.read(rows.getString(2))));
            }
            return stretches;
        }
    }

    /** Deletes some of what is older; tells how many. */
    int sweep(Connection connection, Instant before, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sweep)) {
            statement.setTimestamp(1, Timestamp.from(before));
            statement.setInt(2, limit);
            statement.setInt(3, limit);
            return statement.executeUpdate();
        }
    }
}
