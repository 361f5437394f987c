package dev.syncline.service;

import dev.syncline.resolve.CustomResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** An application's own strategy: the longer title wins; what the title asks for, it does. */
@ApplicationScoped
@Named("test-resolver")
class TestResolver implements CustomResolver {

    /** How long a title that begins with {@code slowly} takes. */
    static final Duration SLOW = Duration.ofMillis(100);

    @Override
    public Resolution resolve(Conflict conflict) {
        String mine = title(conflict.mine());
        String theirs = title(conflict.theirs());
        if (mine.equals("throw")) {
            throw new IllegalStateException("asked to");
        }
        if (mine.equals("never return")) {
            waitForEver();
        }
        if (mine.startsWith("slowly")) {
            work();
        }
        return Resolution.of(mine.length() > theirs.length() ? conflict.mine() : conflict.theirs());
    }

    private static String title(Map<String, Object> task) {
        return task == null ? "" : (String) task.get("title");
    }

    private static void work() {
        try {
            Thread.sleep(SLOW.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
