package dev.syncline.benchmark;

import dev.syncline.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as a table for people and as JSON for tools. */
final class Results {

    private static final Path FILE = Path.of("target", "benchmark", "results.json");

    private final List<Map<String, Object>> rows = new ArrayList<>();

    /** What an earlier run wrote is gone: it would be taken for this one's, where this one fails. */
    Results() throws IOException {
        Files.deleteIfExists(FILE);
    }

    /** @param floor 0 where there is none */
    void add(String part, String what, String unit, double service, String floorName, double floor) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("part", part);
        row.put("what", what);
        row.put("unit", unit);
        row.put("service", service);
        if (floorName != null) {
            row.put("floorName", floorName);
            row.put("floor", floor);
            row.put("ratio", service / floor);
        }
        rows.add(row);
        System.out.println(line(row));
    }

    private static String line(Map<String, Object> row) {
        String measured = String.format(
                Locale.ROOT,
                "%-9s %-42s %12s %-10s",
                row.get("part"),
                row.get("what"),
                number(row.get("service")),
                row.get("unit"));
        return row.containsKey("floor")
                ? measured
                        + String.format(
                                Locale.ROOT,
                                "%-28s %12s   x %.2f",
                                row.get("floorName"),
                                number(row.get("floor")),
                                (Double) row.get("ratio"))
                : measured;
    }

    private static String number(Object value) {
        double number = (Double) value;
        return String.format(Locale.ROOT, number >= 100 ? "%,.0f" : "%.2f", number);
    }

    void print() throws IOException {
        System.out.println();
        rows.forEach(row -> System.out.println(line(row)));
        Files.createDirectories(FILE.getParent());
        Files.writeString(
                FILE,
                JsonWriter.write(Map.of(
                        "cores",
                        (long) Runtime.getRuntime().availableProcessors(),
                        "java",
                        System.getProperty("java.version"),
                        "rows",
                        rows)));
        System.out.println("written to " + FILE);
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
