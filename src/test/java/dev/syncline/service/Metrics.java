package dev.syncline.service;

import java.util.List;

/** What /q/metrics tells, read anew at each question. */
final class Metrics {

    private Metrics() {}

    static List<String> lines() {
        return Api.text("/q/metrics").lines().toList();
    }

    /** Of the series with exactly this name and these labels; 0 where there is none. */
    static double value(String series) {
        return lines().stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(Metrics::valueOf)
                .findFirst()
                .orElse(0);
    }

    /** A trace's example can follow the value. */
    static double valueOf(String line) {
        String sample = line.replaceFirst(" # .*", "");
        return Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1));
    }
}
