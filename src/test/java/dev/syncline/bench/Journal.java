package dev.syncline.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** All that one client did, was promised and was told. */
final class Journal {

    /** A version of a record as it was shown to this client; no content where it is deleted. */
    record Seen(Place place, long version, Map<String, Object> content, String where) {}

    final String client;
    final List<Made> made = new ArrayList<>();
    final Set<UUID> accepted = new LinkedHashSet<>();
    final List<Map<String, Object>> acks = new ArrayList<>();
    final Set<UUID> polled = new LinkedHashSet<>();
    final List<Seen> seen = new ArrayList<>();
    final Map<Place, Device.Held> atLast = new TreeMap<>();

    /** What the feed told, read to its end when all was quiet; null where it was not read. */
    Map<Place, Device.Held> followed;

    /** What its first pull of the feed left out, by the highest version acknowledged then. */
    Map<Place, Long> neverShown = Map.of();

    final Set<String> surprises = new LinkedHashSet<>();
    final Map<String, Integer> answers = new TreeMap<>();

    Journal(String client) {
        this.client = client;
    }

    void answered(String call, Object how) {
        answers.merge(call + " " + how, 1, Integer::sum);
    }
}
