package dev.syncline.change;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/** 128 bits in place of a content: of a JSON value, or of a change, where they tell a resend from a reused id. */
public final class Fingerprint {

    private Fingerprint() {}

    /** Of a JSON value, whatever its key order: equal for equal ones, and nobody finds different ones with equal bits. */
    public static UUID of(Object value) {
        MessageDigest digest = Sha256.digest();
        Json.digest(value, digest);
        return firstBits(digest);
    }

    /** Of who sent a change, to which record, with what content, however its numbers are written. */
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
        return firstBits(digest);
    }

    private static UUID firstBits(MessageDigest digest) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }
}
