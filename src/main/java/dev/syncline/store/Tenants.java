package dev.syncline.store;

/** Finds a table's tenants by hopping along an index that they lead, whatever the number of rows. */
final class Tenants {

    private Tenants() {}

    /** The part of a {@code with recursive} that calls them {@code known}. */
    static String in(String table) {
        return in(table, "true");
    }

    /** The same of those rows only that the index holds. */
    static String in(String table, String condition) {
        return "hop(tenant) as ((select tenant from " + table + " where " + condition + " order by tenant limit 1)"
                + " union all select (select " + table + ".tenant from " + table + " where " + condition + " and "
                + table + ".tenant > hop.tenant order by " + table + ".tenant limit 1) from hop"
                + " where hop.tenant is not null), known as (select tenant from hop where tenant is not null)";
    }
}
