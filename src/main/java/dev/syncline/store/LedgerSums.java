package dev.syncline.store;

import dev.syncline.summary.Latencies;
import dev.syncline.summary.SkewedClocks;
import dev.syncline.summary.Summary;
import dev.syncline.summary.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds up a short time of a tenant's ledger and conflicts, from the rows of just that time. */
final class LedgerSums {

    /** A path of more than this is counted with the others. */
    private static final int MAX_PATH = 500;

    private static final Summary.Bounds BOUNDS = Summary.Bounds.OF_MINUTE;

    /** Each row one count: of what kind, of which two names, how many, and for a clock when it was seen. */
    static final String SUM = "with entry as materialized (select entity, entity_id, outcome, code, subject, client_id,"
            + " skew_ms, received_at,"
            + " greatest(0, round(date_part('epoch', resolved_at - received_at) * 1000))::bigint as latency"
            + " from ledger where tenant = ? and resolved_at >= ? and resolved_at < ?),"
            + " met as materialized (select entity, resolution, lost from conflict"
            + " where tenant = ? and created_at >= ? and created_at < ?),"
            + " lost as (select met.entity, field.path from met, lateral (select distinct"
            + " case when length(value ->> 'path') <= " + MAX_PATH + " then value ->> 'path' end as path"
            + " from json_array_elements(met.lost::json)) as field),"
            + " clock as (select distinct on (subject, client_id) subject, client_id, skew_ms, received_at from entry"
            + " where skew_ms is not null"
            + " order by subject, client_id, received_at desc, abs(skew_ms) desc, skew_ms desc)"
            + " select 'OUTCOME' as kind, entity as outer_name, outcome as inner_name, count(*) as count,"
            + " null::timestamptz as at from entry group by entity, outcome"
            + " union all select 'CAUSE', outcome, code, count(*), null from entry where code is not null"
            + " group by outcome, code"
            + " union all (select 'RECORD', entity, entity_id, count(*), null from entry group by entity, entity_id"
            + " order by 4 desc, 2, 3 limit " + BOUNDS.records() + ")"
            + " union all select 'LATENCY', null, bucket::text, count(*), null from (select case when latency < 1"
            + " then " + Latencies.NO_TIME + " else ceil(ln(latency::float8) / ln(" + Latencies.GROWTH
            + "::float8))::int end as bucket from entry) as taken group by bucket"
            + " union all select 'LONGEST', null, null, max(latency), null from entry having count(*) > 0"
            + " union all (select 'CLOCK', subject, client_id, skew_ms, received_at from clock"
            + " order by abs(skew_ms) desc, subject, client_id limit " + BOUNDS.clients() + ")"
            + " union all select 'CONFLICT', entity, resolution, count(*), null from met group by entity, resolution"
            + " union all select 'LOST', entity, coalesce(path, '" + Tally.OTHERS + "'), sum(count)::bigint, null from"
            + " (select entity, case when row_number() over (order by count(*) desc, entity, path) <= "
            + BOUNDS.paths() + " then path end as path, count(*) as count from lost group by entity, path) as ranked"
            + " group by entity, path";

    /** When the first outcome of a time was resolved. */
    static final String FIRST = "select resolved_at from ledger where tenant = ? and resolved_at >= ?"
            + " and resolved_at < ? order by resolved_at limit 1";

    private enum Kind {
        OUTCOME,
        CAUSE,
        RECORD,
        LATENCY,
        LONGEST,
        CLOCK,
        CONFLICT,
        LOST
    }

    private LedgerSums() {}

    /** @param until excluded */
    static Summary sum(Connection connection, String tenant, Instant from, Instant until) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUM)) {
            bind(statement, 1, tenant, from, until);
            bind(statement, 4, tenant, from, until);
            return summary(statement.executeQuery());
        }
    }

    static Optional<Instant> first(Connection connection, String tenant, Instant from, Instant until)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIRST)) {
            bind(statement, 1, tenant, from, until);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(Rows.instant(row, 1)) : Optional.empty();
        }
    }

    static void bind(PreparedStatement statement, int first, String tenant, Instant from, Instant until)
            throws SQLException {
        statement.setString(first, tenant);
        statement.setTimestamp(first + 1, Timestamp.from(from));
        statement.setTimestamp(first + 2, Timestamp.from(until));
    }

    private static Summary summary(ResultSet rows) throws SQLException {
        Map<Kind, List<Tally.Count>> counts = new EnumMap<>(Kind.class);
        Map<Integer, Long> latencies = new HashMap<>();
        List<SkewedClocks.Found> clocks = new ArrayList<>();
        long longest = 0;
        while (rows.next()) {
            Kind kind = Kind.valueOf(rows.getString(1));
            long number = rows.getLong(4);
            switch (kind) {
                case LATENCY -> latencies.put(rows.getInt(3), number);
                case LONGEST -> longest = number;
                case CLOCK -> clocks.add(clock(rows));
                default ->
                    counts.computeIfAbsent(kind, first -> new ArrayList<>())
                            .add(new Tally.Count(rows.getString(2), rows.getString(3), number));
            }
        }
        return new Summary(
                Tally.of(counts.getOrDefault(Kind.OUTCOME, List.of())),
                Tally.of(counts.getOrDefault(Kind.CONFLICT, List.of())),
                Tally.of(counts.getOrDefault(Kind.LOST, List.of())),
                Tally.of(counts.getOrDefault(Kind.CAUSE, List.of())),
                Tally.of(counts.getOrDefault(Kind.RECORD, List.of())),
                Latencies.of(latencies, longest),
                SkewedClocks.of(clocks));
    }

    private static SkewedClocks.Found clock(ResultSet row) throws SQLException {
        return new SkewedClocks.Found(
                new SkewedClocks.Client(row.getString(2), row.getString(3)),
                new SkewedClocks.Seen(Duration.ofMillis(row.getLong(4)), Rows.instant(row, 5)));
    }
}
