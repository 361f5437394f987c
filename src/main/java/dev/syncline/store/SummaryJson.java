package dev.syncline.store;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import dev.syncline.summary.Latencies;
import dev.syncline.summary.SkewedClocks;
import dev.syncline.summary.Summary;
import dev.syncline.summary.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Summaries as the text of their column: JSON without what counts nothing. */
final class SummaryJson {

    private SummaryJson() {}

    static String write(Summary summary) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "outcomes", summary.outcomes());
        put(json, "conflicts", summary.conflicts());
        put(json, "lost", summary.lost());
        put(json, "causes", summary.causes());
        put(json, "records", summary.records());
        if (!summary.latencies().buckets().isEmpty()) {
            Map<String, Object> buckets = new LinkedHashMap<>();
            summary.latencies().buckets().forEach((bucket, count) -> buckets.put(bucket.toString(), count));
            json.put("latencies", buckets);
            json.put("longest", summary.latencies().longestMillis());
        }
        List<Object> skewed = summary.skewedClocks().furthestFirst().stream()
                .<Object>map(SummaryJson::skewed)
                .toList();
        if (!skewed.isEmpty()) {
            json.put("skewed", skewed);
        }
        return JsonWriter.write(json);
    }

    private static void put(Map<String, Object> json, String name, Tally tally) {
        if (!tally.counts().isEmpty()) {
            json.put(name, tally.counts());
        }
    }

    private static List<Object> skewed(SkewedClocks.Found found) {
        return List.of(
                found.client().subject(),
                found.client().clientId(),
                found.seen().skew().toMillis(),
                found.seen().at().toEpochMilli());
    }

    static Summary read(String text) {
        Map<String, Object> json = Json.object(JsonReader.stored().read(text));
        return new Summary(
                tally(json.get("outcomes")),
                tally(json.get("conflicts")),
                tally(json.get("lost")),
                tally(json.get("causes")),
                tally(json.get("records")),
                latencies(json),
                skewed(json.get("skewed")));
    }

    private static Tally tally(Object json) {
        if (json == null) {
            return Tally.NONE;
        }
        List<Tally.Count> counts = new ArrayList<>();
        Json.object(json).forEach((outer, inners) -> Json.object(inners)
                .forEach((inner, count) -> counts.add(new Tally.Count(outer, inner, (Long) count))));
        return Tally.of(counts);
    }

    private static Latencies latencies(Map<String, Object> json) {
        if (!json.containsKey("latencies")) {
            return Latencies.NONE;
        }
        Map<Integer, Long> buckets = new LinkedHashMap<>();
        Json.object(json.get("latencies"))
                .forEach((bucket, count) -> buckets.put(Integer.valueOf(bucket), (Long) count));
        return Latencies.of(buckets, (Long) json.get("longest"));
    }

    private static SkewedClocks skewed(Object json) {
        return json == null
                ? SkewedClocks.NONE
                : SkewedClocks.of(Json.array(json).stream()
                        .map(found -> skewed(Json.array(found)))
                        .toList());
    }

    private static SkewedClocks.Found skewed(List<Object> found) {
        return new SkewedClocks.Found(
                new SkewedClocks.Client((String) found.get(0), (String) found.get(1)),
                new SkewedClocks.Seen(
                        Duration.ofMillis((Long) found.get(2)), Instant.ofEpochMilli((Long) found.get(3))));
    }
}
