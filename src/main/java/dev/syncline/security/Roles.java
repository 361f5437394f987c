package dev.syncline.security;

/** The values of the claim {@code groups} that open calls. */
public final class Roles {

    /** A client's calls. */
    public static final String SYNC = "sync";

    /** Dead letters, conflicts and analytics of the caller's tenant. */
    public static final String SYNC_ADMIN = "sync-admin";

    /** Engine, circuit, undecodable dead letters and the whole's status. */
    public static final String SYNC_OPERATOR = "sync-operator";

    private Roles() {}
}
