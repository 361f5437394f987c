package dev.syncline.change;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that names and contents are told apart by. */
final class Sha256 {

    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
