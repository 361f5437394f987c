package dev.syncline.analytics;

import dev.syncline.change.Json;
import dev.syncline.change.Outcome;
import dev.syncline.json.JsonReader;
import dev.syncline.store.Stretch;
import dev.syncline.summary.Latencies;
import dev.syncline.summary.SkewedClocks;
import dev.syncline.summary.Summary;
import dev.syncline.summary.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/** What a window's stretches add up to as JSON, each list bounded. */
final class AnalyticsJson {

    private static final int TOP = 10;
    private static final int MAX_FIELDS = 50;
    private static final int MAX_CODES = 50;

    private final Window window;
    private final SortedMap<Instant, Summary> buckets;
    private final Summary whole;

    private AnalyticsJson(Window window, List<Stretch> stretches) {
        this.window = window;
        this.buckets = Stretch.byStart(stretches, window::bucketOf);
        this.whole = Summary.sum(buckets.values());
    }

    /**
     * @param complete false where a part is still missing
     * @param mayTell whether the caller may know of a record, given as a count of it
     */
    static Map<String, Object> of(
            Window window, List<Stretch> stretches, boolean complete, Predicate<Tally.Count> mayTell) {
        AnalyticsJson json = new AnalyticsJson(window, stretches);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("start", window.start().toEpochMilli());
        answer.put("end", window.end().toEpochMilli());
        answer.put("complete", complete);
        answer.put("rates", json.rates());
        answer.put("outcomes", counts(json.whole.outcomes().mostFirst(), "entity", "outcome"));
        answer.put("conflicts", json.conflicts());
        answer.put("latency", json.latency());
        answer.put(
                "busiestRecords",
                counts(
                        json.whole.records().mostFirst().stream()
                                .filter(mayTell)
                                .limit(TOP)
                                .toList(),
                        "entity",
                        "entityId"));
        answer.put("skewedClocks", json.skewedClocks());
        answer.put(
                "failures",
                counts(json.whole.causes().mostFirst().stream().limit(MAX_CODES).toList(), "outcome", "code"));
        return answer;
    }

    private Map<String, Object> rates() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("changes", whole.changes());
        json.put("perSecond", rate(whole.changes(), window.seconds()));
        json.put("bucketMs", window.bucket().toMillis());
        json.put("series", window.buckets().stream().map(this::bucket).toList());
        return json;
    }

    private Map<String, Object> bucket(Instant start) {
        Summary summary = buckets.getOrDefault(start, Summary.NONE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("start", start.toEpochMilli());
        json.put("changes", summary.changes());
        json.put("perSecond", rate(summary.changes(), window.secondsOf(start)));
        json.put("conflicts", summary.conflicts().total());
        json.put(
                "failures",
                summary.outcomes().totalOfInner(Outcome.REJECTED.name())
                        + summary.outcomes().totalOfInner(Outcome.DEAD_LETTERED.name()));
        json.put("p50", millis(summary.latencies().percentile(50)));
        json.put("p99", millis(summary.latencies().percentile(99)));
        return json;
    }

    private static Number rate(long count, double seconds) {
        return Json.number(seconds == 0 ? 0 : count / seconds);
    }

    private static List<Map<String, Object>> counts(List<Tally.Count> counts, String outer, String inner) {
        return counts.stream()
                .map(count -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put(outer, count.outer());
                    json.put(inner, count.inner());
                    json.put("count", count.count());
                    return json;
                })
                .toList();
    }

    private List<Map<String, Object>> conflicts() {
        Tally lost = whole.lost().mostAndOthers(MAX_FIELDS);
        return whole.conflicts().counts().entrySet().stream()
                .map(entity -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("entity", entity.getKey());
                    json.put("count", whole.conflicts().total(entity.getKey()));
                    json.put("resolutions", entity.getValue());
                    json.put("fields", fields(lost, entity.getKey()));
                    json.put(
                            "otherFields",
                            lost.counts()
                                    .getOrDefault(entity.getKey(), Tally.NONE_COUNTED)
                                    .getOrDefault(Tally.OTHERS, 0L));
                    return json;
                })
                .toList();
    }

    private static List<Map<String, Object>> fields(Tally lost, String entity) {
        return lost.mostFirst().stream()
                .filter(count -> count.outer().equals(entity) && !count.inner().equals(Tally.OTHERS))
                .map(count -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("path", JsonReader.stored().read(count.inner()));
                    json.put("count", count.count());
                    return json;
                })
                .toList();
    }

    private Map<String, Object> latency() {
        Latencies latencies = whole.latencies();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", latencies.count());
        json.put("p50", millis(latencies.percentile(50)));
        json.put("p90", millis(latencies.percentile(90)));
        json.put("p99", millis(latencies.percentile(99)));
        json.put("max", millis(latencies.longest()));
        return json;
    }

    private static Long millis(Optional<Duration> duration) {
        return duration.map(Duration::toMillis).orElse(null);
    }

    private List<Map<String, Object>> skewedClocks() {
        return whole.skewedClocks().furthestFirst().stream()
                .limit(TOP)
                .map(AnalyticsJson::skewedClock)
                .toList();
    }

    private static Map<String, Object> skewedClock(SkewedClocks.Found found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("subject", found.client().subject());
        json.put("clientId", found.client().clientId());
        json.put("skewMs", found.seen().skew().toMillis());
        json.put("lastSeen", found.seen().at().toEpochMilli());
        return json;
    }
}
