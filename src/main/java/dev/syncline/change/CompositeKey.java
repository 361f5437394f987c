package dev.syncline.change;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keys of messages: several parts, each behind its length in bytes so that no two keys run together. */
public final class CompositeKey {

    private static final int USUAL_LENGTH = 64;

    private CompositeKey() {}

    /** As in {@code 4:acme7:message4:m-42}, in UTF-8. */
    public static byte[] of(String... parts) {
        ByteArrayOutputStream key = new ByteArrayOutputStream(USUAL_LENGTH);
        for (String part : parts) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            byte[] length = Integer.toString(text.length).getBytes(StandardCharsets.US_ASCII);
            key.write(length, 0, length.length);
            key.write(':');
            key.write(text, 0, text.length);
        }
        return key.toByteArray();
    }
}
