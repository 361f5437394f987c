package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the README's pictures of the playground anew: {@code ./mvnw test -Dtest=PlaygroundPicturesTest -Dpictures=true}. */
@QuarkusTest
@EnabledIfSystemProperty(named = "pictures", matches = "true")
class PlaygroundPicturesTest extends Visits {

    private static final Path FOLDER = Path.of("src", "main", "docs");
    private static final long LARGEST = 200 * 1024;

    @Test
    void picturesOfThePlayground() throws IOException {
        Page page = visit();
        size(page, 1280, 1010, ColorScheme.LIGHT);
        button(page, "Do it for me").click();
        assertThat(page.locator(".step[data-is='done']")).hasCount(4, COUNT);
        take(page, "playground-merged");

        size(page, 1280, 1010, ColorScheme.DARK);
        button(page, "With the same word").click();
        assertThat(page.locator(".step[data-is='done']").last()).containsText("The later edit stands", CONTAINS);
        assertThat(page.locator(".step[data-is='done']")).hasCount(4, COUNT);
        take(page, "playground-kept");

        size(page, 360, 740, ColorScheme.DARK);
        network(alices(page)).click();
        edit(alices(page), "Team lunch on Thursday, at the harbour.");
        assertThat(fact(alices(page), "queue")).hasText("1");
        take(page, "playground-narrow");
    }

    private static void size(Page page, int width, int height, ColorScheme scheme) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    private static void take(Page page, String name) throws IOException {
        Path file = FOLDER.resolve(name + ".png");
        page.evaluate("scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setAnimations(ScreenshotAnimations.DISABLED));
        assertTrue(Files.size(file) < LARGEST, () -> file + " is too large");
    }
}
