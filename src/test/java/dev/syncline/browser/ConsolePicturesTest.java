package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.syncline.analytics.SummingUp;
import dev.syncline.service.Api;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the README's pictures of the console anew: {@code ./mvnw test -Dtest=ConsolePicturesTest -Dpictures=true}. */
@QuarkusTest
@EnabledIfSystemProperty(named = "pictures", matches = "true")
class ConsolePicturesTest extends ConsoleTest {

    private static final Path FOLDER = Path.of("src", "main", "docs");
    private static final long LARGEST = 200 * 1024;
    private static final int WAITING = 400;

    /** An hour of outcomes, in waves, so that the charts have something to show. */
    private static final String HOUR = "insert into ledger (tenant, change_id, claim, subject, client_id, entity,"
            + " entity_id, fingerprint, outcome, version, stamp_millis, epoch, tx, ordinal, received_at, resolved_at, code)"
            + " select ?, gen_random_uuid(), 0, 'ann', 'phone', 'message', 'm-' || n % 40, gen_random_uuid(),"
            + " case when n % 90 = 0 then 'REJECTED' when n % 9 = 0 then 'MERGED' else 'APPLIED' end, 1, 0, 0, 0, n,"
            + " at - make_interval(secs => (12 + n % 7 * (3 + m % 5) + case when n % 70 = 1 then 90 + m * 37 % 240 else 0 end)"
            + " / 1000.0), at, case when n % 90 = 0 then 'record-not-found' end"
            + " from generate_series(1, 59) m, lateral generate_series(1, (400 + 260 * sin(m / 6.0) + m * 53 % 90)::int) n,"
            + " lateral (select now() - make_interval(mins => m, secs => n % 60) as at) moment";

    @Inject
    AgroalDataSource database;

    @Inject
    SummingUp summingUp;

    ConsolePicturesTest() {
        super("acme");
    }

    @AfterEach
    void resume() {
        Api.as(tenant, "op", "sync-operator").post("/api/v1/engine/resume", Map.of());
    }

    @Test
    void picturesOfTheConsole() throws IOException, SQLException {
        anHourPasses();
        for (int i = 1; i <= 6; i++) {
            conflict("m-" + i);
        }
        overwritten("u-1");
        for (int i = 1; i <= 3; i++) {
            deadLetter("t-" + i);
        }
        ConsolePage console = operator("");
        size(console, 1280, 860, ColorScheme.LIGHT);
        console.button("Pause").click();
        assertThat(console.state()).hasText("Paused");
        console.page().getByLabel("Put this notice away").click();
        aQueueGrows(console);
        take(console, "console-overview");

        size(console, 1280, 800, ColorScheme.DARK);
        console.go("Conflicts").row("m-6").click();
        assertThat(console.side("text", "Result")).isVisible();
        take(console, "console-conflict");

        size(console, 1280, 900, ColorScheme.LIGHT);
        console.go("Dead letters").row("t-2").click();
        console.page()
                .getByLabel("Content as JSON")
                .fill("{\n  \"title\": \"Buy oat milk and eggs\",\n  \"done\": true\n}");
        console.button("Dry run").click();
        assertThat(console.side("title", "Result")).isVisible();
        take(console, "console-dead-letter");

        size(console, 360, 740, ColorScheme.DARK);
        console.go("Overview");
        assertThat(console.fact("Queue")).isVisible();
        take(console, "console-narrow");
    }

    private void anHourPasses() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement plant = connection.prepareStatement(HOUR)) {
            plant.setString(1, tenant);
            plant.executeUpdate();
        }
        await().atMost(Duration.ofMinutes(1)).until(summingUp::sumUp);
    }

    private void aQueueGrows(ConsolePage console) {
        for (int sent = 0; sent < WAITING; sent += 50) {
            List<Map<String, Object>> changes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                changes.add(change("CREATE", "message", "w-" + (sent + i), "data", Map.of("text", "waiting")));
            }
            ann.push("phone", changes);
            assertThat(console.fact("Queue")).hasText(String.valueOf(sent + 50));
        }
    }

    private static void size(ConsolePage console, int width, int height, ColorScheme scheme) {
        console.page().setViewportSize(width, height);
        console.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    private static void take(ConsolePage console, String name) throws IOException {
        Path file = FOLDER.resolve(name + ".png");
        console.page().screenshot(new Page.ScreenshotOptions().setPath(file));
        assertTrue(Files.size(file) < LARGEST, () -> file + " is too large");
    }
}
