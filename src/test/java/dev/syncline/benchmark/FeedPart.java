package dev.syncline.benchmark;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a client pulls, page by page, whole and as deltas, next to the select that reads the same rows. */
final class FeedPart {

    private static final int PAGE = 5_000;
    private static final Duration WARM_UP = Duration.ofSeconds(40);

    // As the index has it.
    private static final String OF_TENANT = "hashtextextended(tenant, 0) = hashtextextended(?, 0)";

    private static final String SELECT = "select entity, entity_id, version, deleted, data, epoch, tx, ordinal"
            + " from record where " + OF_TENANT + " and (epoch, tx, ordinal) > (?, ?, ?)"
            + " order by epoch, tx, ordinal limit " + PAGE;

    private record Pulled(long items, String cursor, List<Double> pages) {

        double rate() {
            return items / pages.stream().mapToDouble(Double::doubleValue).sum();
        }

        double firstPage() {
            return Results.median(pages.subList(0, (pages.size() + 9) / 10));
        }

        double lastPage() {
            return Results.median(pages.subList(pages.size() * 9 / 10, pages.size()));
        }
    }

    private record Place(int epoch, long tx, int ordinal) {}

    private final Site site;
    private final Workload workload;
    private final Results results;
    private final List<String> jvm;

    FeedPart(Site site, Workload workload, Results results, List<String> jvm) {
        this.site = site;
        this.workload = workload;
        this.results = results;
        this.jvm = jvm;
    }

    void run() throws IOException, InterruptedException, SQLException {
        site.startService(jvm, Map.of());
        site.awaitDrained();
        site.execute("vacuum analyze record");
        List<Double> whole = new ArrayList<>();
        List<Double> wholeFloor = new ArrayList<>();
        List<Double> delta = new ArrayList<>();
        List<Double> deltaFloor = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        warmUp();
        for (int round = 0; round <= Math.min(3, Sizes.ROUNDS); round++) {
            Pulled all = pull(null);
            Place before = newest();
            change();
            Pulled changed = pull(all.cursor());
            double wholeRate = selected(new Place(0, 0, 0));
            double deltaRate = selected(before);
            // The first round warms up.
            if (round > 0) {
                whole.add(all.rate());
                wholeFloor.add(wholeRate);
                delta.add(changed.rate());
                deltaFloor.add(deltaRate);
                first.add(1_000 * all.firstPage());
                last.add(1_000 * all.lastPage());
            }
        }
        results.add("feed", "whole", "items/s", Results.median(whole), "bare select", Results.median(wholeFloor));
        results.add("feed", "delta", "items/s", Results.median(delta), "bare select", Results.median(deltaFloor));
        results.add(
                "feed",
                "a page, last tenth of all",
                "ms",
                Results.median(last),
                "first tenth of all",
                Results.median(first));
    }

    /** Both sides, until the optimizing compiler has done its work, which takes a good part of the machine until then. */
    private void warmUp() throws IOException, SQLException {
        Place start = new Place(0, 0, 0);
        long end = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() < end) {
            pull(null);
            selected(start);
        }
        String cursor = pull(null).cursor();
        Place before = newest();
        change();
        end = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() < end) {
            pull(cursor);
            selected(before);
        }
    }

    private void change() throws IOException {
        try (Producing outbox = new Producing(site)) {
            outbox.produce(Math.min(Sizes.DRAIN, 20_000), index -> workload.next(Mix.NO_CONFLICTS));
        }
        site.awaitDrained();
    }

    private Pulled pull(String from) throws IOException {
        String token = site.token("reader");
        String cursor = from;
        long items = 0;
        List<Double> pages = new ArrayList<>();
        boolean more = true;
        while (more) {
            String query = "/api/v1/feed?limit=" + PAGE
                    + (cursor == null ? "" : "&delta=" + (from != null) + "&cursor=" + cursor);
            long begun = System.nanoTime();
            byte[] answer = new HttpCall(site.address(query), token).get(200);
            pages.add(Nanos.seconds(begun));
            Map<String, Object> page = Json.object(JsonReader.stored().read(answer));
            items += Json.array(page.get("items")).size();
            cursor = (String) page.get("cursor");
            more = (Boolean) page.get("more");
        }
        return new Pulled(items, cursor, pages);
    }

    private Place newest() throws SQLException {
        try (Connection connection = site.connect();
                PreparedStatement statement = connection.prepareStatement("select epoch, tx, ordinal from record where "
                        + OF_TENANT + " order by epoch desc, tx desc, ordinal desc limit 1")) {
            statement.setString(1, Workload.TENANT);
            ResultSet row = statement.executeQuery();
            return row.next() ? new Place(row.getInt(1), row.getLong(2), row.getInt(3)) : new Place(0, 0, 0);
        }
    }

    private double selected(Place from) throws SQLException {
        Place place = from;
        long items = 0;
        try (Connection connection = site.connect();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            // The service's are open too, and know the tables.
            connection.createStatement().execute("select from record limit 1");
            long begun = System.nanoTime();
            for (long found = PAGE; found == PAGE; items += found) {
                found = 0;
                statement.setString(1, Workload.TENANT);
                statement.setInt(2, place.epoch());
                statement.setLong(3, place.tx());
                statement.setInt(4, place.ordinal());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getString(1);
                        rows.getString(2);
                        rows.getLong(3);
                        rows.getBoolean(4);
                        rows.getString(5);
                        place = new Place(rows.getInt(6), rows.getLong(7), rows.getInt(8));
                        found++;
                    }
                }
            }
            return items / Nanos.seconds(begun);
        }
    }
}
