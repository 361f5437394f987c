package dev.syncline.store;

/** What is forgotten after a time, and how the oldest of it is found and removed, a tenant and a few rows at a time. */
public enum Forgettable {
    REVISIONS(
            "revision",
            "true",
            "true",
            "replaced_at",
            "with old as (select record_id, version from revision where {due})"
                    + " delete from revision using old where revision.record_id = old.record_id"
                    + " and revision.version = old.version"),

    /**
     * With the tombstone goes how high its version was, so that a record of that name never counts from 1 again, and its
     * place, so that a reader who did not come as far learns that something is missing. Rows that the engine works on are
     * left for another time.
     */
    TOMBSTONES(
            "record",
            "deleted",
            "deleted",
            "written_at",
            "with old as (select tenant, record_id, version, epoch, tx, ordinal from record where {due}"
                    + " for update skip locked),"
                    + " last as (select tenant, epoch, tx, ordinal from old order by epoch desc, tx desc, ordinal desc"
                    + " limit 1),"
                    + " floor as (insert into version_floor as known (tenant, version, swept_epoch, swept_tx,"
                    + " swept_ordinal) select tenant, (select max(version) from old), epoch, tx, ordinal from last"
                    + " on conflict (tenant) do update set version = greatest(known.version, excluded.version),"
                    + " (swept_epoch, swept_tx, swept_ordinal) = (select * from (values"
                    + " (known.swept_epoch, known.swept_tx, known.swept_ordinal),"
                    + " (excluded.swept_epoch, excluded.swept_tx, excluded.swept_ordinal)) as place (e, t, o)"
                    + " order by e desc, t desc, o desc limit 1))"
                    + " delete from record using old where record.record_id = old.record_id"),

    /** A dead letter's outcome is not final: it stays until there is one. */
    LEDGER(
            "ledger",
            "true",
            "outcome <> 'DEAD_LETTERED'",
            "resolved_at",
            "with old as (select tenant, change_id, claim from ledger where {due})"
                    + " delete from ledger using old where ledger.tenant = old.tenant"
                    + " and ledger.change_id = old.change_id and ledger.claim = old.claim"),

    CONFLICTS(
            "conflict",
            "true",
            "true",
            "created_at",
            "with old as (select tenant, id from conflict where {due})"
                    + " delete from conflict using old where conflict.tenant = old.tenant and conflict.id = old.id"),

    /** Those that came to an end, with the account of who did what to them. */
    DEAD_LETTERS(
            "dead_letter",
            "true",
            "state in ('RESOLVED', 'DISCARDED')",
            "updated_at",
            "with old as (select tenant, id from dead_letter where {due} for update skip locked),"
                    + " audit as (delete from dead_letter_audit using old where dead_letter_audit.tenant = old.tenant"
                    + " and dead_letter_audit.dead_letter_id = old.id)"
                    + " delete from dead_letter using old where dead_letter.tenant = old.tenant"
                    + " and dead_letter.id = old.id"),

    /** Those that are done. */
    BULK_REDRIVES(
            "bulk_redrive",
            "true",
            "done",
            "due_at",
            "with old as (select tenant, id from bulk_redrive where {due})"
                    + " delete from bulk_redrive using old where bulk_redrive.tenant = old.tenant"
                    + " and bulk_redrive.id = old.id");

    private final String tenants;
    private final String delete;

    /**
     * @param indexed which rows the index holds that tenants are found along
     * @param over which rows may be forgotten
     * @param time since when
     * @param delete with {@code {due}} where the rows are chosen
     */
    Forgettable(String table, String indexed, String over, String time, String delete) {
        String due = over + " and " + time + " < ? order by " + time + " limit ";
        // Each tenant by a look at its oldest: joined, all that is due would be read.
        this.tenants = "with recursive " + Tenants.in(table, indexed)
                + " select known.tenant from known cross join lateral (select from " + table + " where " + table
                + ".tenant = known.tenant and " + due + "1) as oldest";
        this.delete = delete.replace("{due}", "tenant = ? and " + due + "?");
    }

    /** Every tenant that has any from before a time. */
    String tenants() {
        return tenants;
    }

    /** Of one tenant, before a time, so many rows. */
    String delete() {
        return delete;
    }
}
