package dev.syncline.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Clients whose clocks were off, each with what was seen last. */
public record SkewedClocks(Map<Client, Seen> clients) {

    public static final SkewedClocks NONE = new SkewedClocks(Map.of());

    private static final Comparator<Seen> BY_TIME = Comparator.comparing(Seen::at)
            .thenComparing(seen -> seen.skew().abs())
            .thenComparing(Seen::skew);

    private static final Comparator<Found> FURTHEST_FIRST = Comparator.comparing(
                    (Found found) -> found.seen().skew().abs())
            .reversed()
            .thenComparing(found -> found.client().subject())
            .thenComparing(found -> found.client().clientId());

    /** One device of a subject. */
    public record Client(String subject, String clientId) {}

    /**
     * How far a clock was off.
     *
     * @param skew negative where it was behind
     */
    public record Seen(Duration skew, Instant at) {}

    /** A client with what was seen of its clock. */
    public record Found(Client client, Seen seen) {}

    public static SkewedClocks of(Collection<Found> found) {
        Map<Client, Seen> clients = new HashMap<>();
        found.forEach(one -> clients.merge(one.client(), one.seen(), BinaryOperator.maxBy(BY_TIME)));
        return new SkewedClocks(clients);
    }

    public static SkewedClocks sum(Collection<SkewedClocks> many) {
        Map<Client, Seen> clients = new HashMap<>();
        for (SkewedClocks some : many) {
            some.clients.forEach((client, seen) -> clients.merge(client, seen, BinaryOperator.maxBy(BY_TIME)));
        }
        return new SkewedClocks(clients);
    }

    public List<Found> furthestFirst() {
        return clients.entrySet().stream()
                .map(entry -> new Found(entry.getKey(), entry.getValue()))
                .sorted(FURTHEST_FIRST)
                .toList();
    }

    /** Only those that were off furthest. */
    public SkewedClocks furthest(int count) {
        return of(furthestFirst().stream().limit(count).toList());
    }
}
