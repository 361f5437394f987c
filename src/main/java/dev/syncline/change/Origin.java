package dev.syncline.change;

/** Who made a change: a client is one device, named within tenant and subject. */
public record Origin(String tenant, String subject, String clientId) {

    /** The most characters that a tenant's, a client's or a record's name has. */
    public static final int MAX_NAME = 200;
}
