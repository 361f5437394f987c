package dev.syncline.change;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that names and contents are told apart by. */
final class Sha256 {

    // Looking for a provider takes longer than a short digest.
    private static final MessageDigest FRESH = found();

    private Sha256() {}

    static MessageDigest digest() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            return found();
        }
    }

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
