package dev.syncline.change;

import java.util.Comparator;
import java.util.UUID;

/**
 * The moment of a change in a total order: ties of the clock go to the client id, then to the change id.
 *
 * @param millis epoch milliseconds after clamping to the server's clock
 */
public record Stamp(long millis, String clientId, UUID changeId) implements Comparable<Stamp> {

    // UUID.compareTo compares signed halves; the text's order is the one other languages can repeat.
    private static final Comparator<Stamp> ORDER = Comparator.comparingLong(Stamp::millis)
            .thenComparing(Stamp::clientId)
            .thenComparing(stamp -> stamp.changeId().toString());

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }

    public boolean isAfter(Stamp other) {
        return compareTo(other) > 0;
    }
}
