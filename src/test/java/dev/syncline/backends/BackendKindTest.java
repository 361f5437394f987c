package dev.syncline.backends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** Containers where they can be had, embedded backends elsewhere, or what is asked for. */
class BackendKindTest {

    private static final ContainerEngine NOT_ASKED = null;
    private static final ContainerEngine NONE = new Engine(false, () -> fail("nobody is there to ask"));
    private static final ContainerEngine WITH_IMAGES = new Engine(true, () -> {});
    private static final ContainerEngine WITHOUT_IMAGES = new Engine(true, () -> {
        throw new IllegalStateException("toomanyrequests: pull rate limit");
    });

    private record Engine(boolean answers, Runnable fetch) implements ContainerEngine {

        @Override
        public void fetchImages() {
            fetch.run();
        }
    }

    @Test
    void whereAnEngineHasTheImagesTheyAreContainers() {
        assertEquals(BackendKind.CONTAINERS, BackendKind.of("", WITH_IMAGES));
        assertEquals(BackendKind.CONTAINERS, BackendKind.of("containers", WITH_IMAGES));
    }

    @Test
    void whereNoEngineAnswersTheyAreEmbedded() {
        assertEquals(BackendKind.EMBEDDED, BackendKind.of("", NONE));
    }

    @Test
    void whereAnEngineAnswersButImagesCannotBeHadTheyAreEmbedded() {
        assertEquals(BackendKind.EMBEDDED, BackendKind.of("", WITHOUT_IMAGES));
    }

    @Test
    void embeddedOnesThatAreAskedForNeedNoEngine() {
        assertEquals(BackendKind.EMBEDDED, BackendKind.of("embedded", NOT_ASKED));
    }

    @Test
    void containersThatAreAskedForAndCannotBeHadAreAnErrorThatSaysWhy() {
        assertTrue(refusal("containers", NONE).contains("-Dbackends=containers: no Docker engine answers"));
        String noImage = refusal("containers", WITHOUT_IMAGES);
        assertTrue(noImage.contains("-Dbackends=containers: Docker lacks an image and cannot pull it"), noImage);
        assertTrue(noImage.endsWith("toomanyrequests: pull rate limit"), noImage);
    }

    @Test
    void anythingElseIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> BackendKind.of("docker", NOT_ASKED))
                .getMessage();
        assertEquals("-Dbackends=docker: it is containers or embedded, or left out", message);
    }

    private static String refusal(String wanted, ContainerEngine engine) {
        return assertThrows(IllegalStateException.class, () -> BackendKind.of(wanted, engine))
                .getMessage();
    }
}
