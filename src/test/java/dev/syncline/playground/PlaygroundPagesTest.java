package dev.syncline.playground;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** There is something to play with only where tokens are for the asking. */
class PlaygroundPagesTest {

    @Test
    void withoutTokensOfItsOwnThePageOnlyShowsTheWay() {
        String html = page(Optional.empty());

        assertTrue(html.contains("href=\"/console\""), html);
        assertTrue(html.contains("href=\"/q/openapi"), html);
        assertFalse(html.contains("<script"), html);
        assertFalse(html.contains("syncline-playground"), html);
    }

    @Test
    void withThemItIsThePlayground() {
        assertTrue(page(Optional.of("key")).contains("<syncline-playground>"));
    }

    private static String page(Optional<String> signingKey) {
        byte[] body = (byte[]) new PlaygroundResource(signingKey).page().getEntity();
        return new String(body, StandardCharsets.UTF_8);
    }
}
