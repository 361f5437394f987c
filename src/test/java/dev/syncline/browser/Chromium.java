package dev.syncline.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The machine's Chromium, started once for all tests. */
final class Chromium {

    private static final Path PROGRAM = Path.of(System.getProperty("chromium.path", "/usr/bin/chromium"));
    private static final String MISSING = "There is no Chromium at " + PROGRAM
            + ", so the browser's tests are left out: install it (apt-get install chromium), or name it by -Dchromium.path=";

    /** Of assertions that name no other, in milliseconds. */
    private static final double PATIENCE = 20_000;

    private static Browser browser;

    private Chromium() {}

    static synchronized Browser start() {
        if (browser == null) {
            requireProgram();
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(PROGRAM)
                            .setArgs(
                                    List.of("--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info")));
        }
        return browser;
    }

    // A build that is to show everything may not leave them out.
    private static void requireProgram() {
        if (!Files.isExecutable(PROGRAM)) {
            if (Boolean.getBoolean("chromium.required")) {
                Assertions.fail(MISSING);
            }
            System.err.println(MISSING);
            Assumptions.abort(MISSING);
        }
    }
}
