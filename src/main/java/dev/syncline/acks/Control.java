package dev.syncline.acks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What one instance tells the others, by a header on a message of the acks topic that is no ack. */
public enum Control {
    /** Every wait is to end. */
    SYNC,
    /** The engine's stored state has changed. */
    ENGINE;

    static final String HEADER = "syncline-control";

    /** Another instance said it. */
    public record Heard(Control control) {}

    byte[] encode() {
        return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /** Empty for what a later version may say. */
    static Optional<Control> decode(byte[] value) {
        return Arrays.stream(values())
                .filter(control -> Arrays.equals(control.encode(), value))
                .findFirst();
    }
}
