package dev.syncline.store;

import java.util.List;
import java.util.stream.Stream;

/** What the feed asks the database, in statements small enough to be planned each time. */
final class FeedStatements {

    /** So many bytes of records a page holds, and then one record more. */
    static final int PAGE_BYTES = 4 * 1024 * 1024;

    /** How many versions back a delta's base is looked for. */
    private static final int BASE_REACH = 32;

    /** How the database stands, and what was swept in a tenant. */
    static final String STATE = "select newest.number as state_epoch, newest.token,"
            + " pg_snapshot_xmin(seen)::text::bigint as horizon, pg_snapshot_xmax(seen)::text::bigint as next_tx,"
            + " coalesce(swept_epoch, 0) as swept_epoch, coalesce(swept_tx, 0) as swept_tx,"
            + " coalesce(swept_ordinal, 0) as swept_ordinal"
            + " from " + Epochs.NEWEST
            + " cross join pg_current_snapshot() as seen left join version_floor on version_floor.tenant = ?";

    // The content is left out for its size, how many bytes it has is not.
    private static final String COLUMNS = "entity, entity_id, version, deleted, epoch, tx, ordinal,"
            + " octet_length(data) as bytes, case when not deleted and octet_length(data) <= ? then data end as data";

    private static final String OF_TENANT = PositionIndexes.rowsOf(List.of("record.tenant"), List.of("?"));

    private static final String OF_TENANT_AND_ENTITY =
            PositionIndexes.rowsOf(List.of("record.tenant", "record.entity"), List.of("?", "?"));

    /** Written at the horizon or behind it; bounded on both sides, or the planner takes it for a third of the table. */
    private static final String LATE = "record.epoch = ? and record.tx >= ? and record.tx < ?";

    /** Those below the horizon, and after a position. */
    private static String standing(String whose) {
        return "select " + COLUMNS + " from record where " + whose
                + " and (epoch, tx, ordinal) > (?, ?, ?) and (epoch, tx) < (?, ?) order by epoch, tx, ordinal limit ?";
    }

    /** The versions before of those that were written since. */
    private static String before(String whose) {
        return "select before.* from record cross join lateral (select " + COLUMNS + " from revision"
                + " where record_id = record.record_id and version < record.version and (epoch, tx) < (?, ?)"
                + " order by version desc limit 1) as before"
                + " where " + whose + " and " + LATE + " and (before.epoch, before.tx, before.ordinal) > (?, ?, ?)"
                + " order by before.epoch, before.tx, before.ordinal limit ?";
    }

    // The first of them in order, or the planner would as well go through the table for any.
    static final String HELD_BACK = "select count(*) > 0 from (select from record where " + OF_TENANT + " and " + LATE
            + " order by epoch, tx, ordinal limit 1) as late";

    private static final String OF_ALL = standing(OF_TENANT);

    private static final String OF_ENTITY = standing(OF_TENANT_AND_ENTITY);

    private static final String OF_ALL_BEFORE = before(OF_TENANT);

    private static final String OF_ENTITY_BEFORE = before(OF_TENANT_AND_ENTITY);

    /** Of certain versions, whether they are still the newest or not. */
    static final String CONTENTS = "select item.id,"
            + " coalesce((select data from record where record_id = item.id and version = item.version),"
            + " (select data from revision where record_id = item.id and version = item.version))"
            + " from unnest(?::uuid[], ?::int8[]) as item(id, version)";

    /**
     * Of each item the newest version until a transaction, unless what came next did so before another one; as many as
     * have no more bytes than a page.
     */
    static final String BASES = "select id, version, data from (select item.id, base.version, base.data,"
            + " sum(octet_length(base.data)) over (order by item.place rows unbounded preceding) as bytes"
            + " from unnest(?::uuid[], ?::int8[], ?::int8[]) with ordinality as item(id, version, tx, place)"
            + " cross join lateral (select version, deleted, data, epoch from revision where record_id = item.id"
            + " and version < item.version and version >= item.version - " + BASE_REACH
            + " and (epoch, tx) <= (?, ?) order by version desc limit 1) as base"
            + " where base.epoch > 0 and not base.deleted and case when base.version + 1 = item.version then item.tx"
            + " else (select tx from revision where record_id = item.id and version = base.version + 1) end >= ?) as held"
            + " where bytes <= " + PAGE_BYTES;

    private FeedStatements() {}

    /**
     * What a page shows; one row more is read, to see whether there is one.
     *
     * @param entity null for all
     */
    record Wanted(String tenant, String entity, Position after, int limit) {

        String sql() {
            return entity == null ? OF_ALL : OF_ENTITY;
        }

        String sqlBefore() {
            return entity == null ? OF_ALL_BEFORE : OF_ENTITY_BEFORE;
        }

        /** The parameters of {@link #sql}. */
        Object[] parameters(int epoch, long horizon) {
            return parameters(List.of(inline()), whose(), afterwards(), List.of(epoch, horizon, rows()));
        }

        /** The parameters of {@link #sqlBefore}. */
        Object[] parametersBefore(int epoch, long horizon, long nextTx) {
            return parameters(
                    List.of(inline(), epoch, horizon),
                    whose(),
                    List.of(epoch, horizon, nextTx),
                    afterwards(),
                    List.of(rows()));
        }

        int rows() {
            return limit + 1;
        }

        /** Contents up to so many bytes come with their rows: all of them are no more than a page. */
        private int inline() {
            return PAGE_BYTES / rows();
        }

        private List<Object> whose() {
            return entity == null ? List.of(tenant, tenant) : List.of(entity, tenant, entity, tenant);
        }

        private List<Object> afterwards() {
            return List.of(after.epoch(), after.tx(), after.ordinal());
        }

        @SafeVarargs
        private static Object[] parameters(List<Object>... parts) {
            return Stream.of(parts).flatMap(List::stream).toArray();
        }
    }
}
