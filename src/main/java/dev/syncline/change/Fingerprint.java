package dev.syncline.change;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/** Tells a resend from a reused id: 128 bits over who sent a change, to which record, with what content. */
public final class Fingerprint {

    private Fingerprint() {}

    /** The first 128 bits of a SHA-256 over origin and change, independent of key order and of the way numbers are written. */
    public static UUID of(Origin origin, Change change) {
        MessageDigest digest = Sha256.digest();
        Json.digest(origin.subject(), digest);
        Json.digest(origin.clientId(), digest);
        Json.digest(change.type().name(), digest);
        Json.digest(change.entity(), digest);
        Json.digest(change.entityId(), digest);
        Json.digest(change.data(), digest);
        Json.digest(change.patch(), digest);
        Json.digest(change.localVersion(), digest);
        Json.digest(change.timestamp(), digest);
        Json.digest(change.after() == null ? null : change.after().toString(), digest);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }
}
