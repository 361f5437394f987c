package dev.syncline;

import dev.syncline.embedded.DevelopmentBackends;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service; in dev mode, what it needs first. */
@QuarkusMain
public class Syncline {

    public static void main(String... args) {
        if (isDevMode()) {
            // Loaded here only: the production package has no such class.
            DevelopmentBackends.provide();
        }
        Quarkus.run(args);
    }

    /** LaunchMode.current() is not set yet at the first start. */
    private static boolean isDevMode() {
        return DevConsoleManager.getHotReplacementContext() != null;
    }
}
