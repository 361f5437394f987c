package dev.syncline.store;

/**
 * What leads the indexes that put rows in the order of their positions: a hash of whose rows they are. A statement that
 * compares it compares the names as well, as different ones can have the same hash; it does so by {@link #same}, which is
 * no way to find rows.
 */
final class PositionIndexes {

    private PositionIndexes() {}

    /** A tenant's records. */
    static String ofTenant(String tenant) {
        return "hashtextextended(" + tenant + ", 0)";
    }

    /** A tenant's records of one entity. */
    static String ofEntity(String tenant, String entity) {
        return "hashtextextended(" + entity + ", " + ofTenant(tenant) + ")";
    }

    /** A client's acks. */
    static String ofClient(String tenant, String subject, String clientId) {
        return "hashtextextended(" + clientId + ", " + ofEntity(tenant, subject) + ")";
    }

    /** Equality that no other index can be used for. */
    static String same(String one, String other) {
        return "(" + one + ") is not distinct from (" + other + ")";
    }
}
