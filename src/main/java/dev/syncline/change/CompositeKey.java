package dev.syncline.change;

import java.nio.charset.StandardCharsets;

/** Keys of messages: several parts, each behind its length in bytes so that no two keys run together. */
public final class CompositeKey {

    private CompositeKey() {}

    /** As in {@code 4:acme7:message4:m-42}, in UTF-8. */
    public static byte[] of(String... parts) {
        StringBuilder key = new StringBuilder();
        for (String part : parts) {
            key.append(part.getBytes(StandardCharsets.UTF_8).length).append(':').append(part);
        }
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }
}
