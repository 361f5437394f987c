package dev.syncline.benchmark;

import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The pure parts by themselves, by JMH, in a process of their own. */
final class PurePart {

    private final Results results;

    PurePart(Results results) {
        this.results = results;
    }

    void run() {
        try {
            for (RunResult result : new Runner(new OptionsBuilder()
                            .include(PureParts.class.getName())
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run()) {
                String name = result.getPrimaryResult().getLabel();
                results.add(
                        "pure",
                        name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT),
                        "us",
                        result.getPrimaryResult().getScore(),
                        null,
                        0);
            }
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }
}
