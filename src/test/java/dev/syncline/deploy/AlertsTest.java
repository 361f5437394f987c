package dev.syncline.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each alert fires when it should and not otherwise, by Prometheus' own tests of rules. */
@Execution(ExecutionMode.CONCURRENT)
class AlertsTest {

    private static final Path TESTS = Path.of("src", "test", "prometheus", "alerts.test.yaml");

    @TempDir
    Path folder;

    @Test
    void everyAlertFiresWhenItShouldAndNotOtherwise() throws IOException {
        Program promtool = Program.required("promtool", "apt-get install prometheus", "prometheus.required");
        Rules rules = new Rules();
        String tests = Files.readString(TESTS);
        rules.alertExpressions()
                .keySet()
                .forEach(alert -> assertTrue(tests.contains("alertname=\"" + alert + "\""), alert + " has no test"));
        Files.writeString(folder.resolve("rules.yaml"), rules.text());
        Files.writeString(folder.resolve("alerts.test.yaml"), tests);
        Program.Result check = promtool.run(folder, "check", "rules", "rules.yaml");
        assertEquals(0, check.exit(), check.output());
        Program.Result test = promtool.run(folder, "test", "rules", "alerts.test.yaml");
        assertEquals(0, test.exit(), test.output());
    }
}
