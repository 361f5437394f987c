package dev.syncline.backends;

import dev.syncline.embedded.Database;
import dev.syncline.embedded.EmbeddedBackends;
import dev.syncline.embedded.EmbeddedDatabase;
import dev.syncline.embedded.RunningBackends;
import java.nio.file.Path;

/**
 * The one place that decides what tests run on: containers where a Docker engine answers that has their images or can
 * pull them, embedded backends elsewhere. {@code -Dbackends=containers} or {@code -Dbackends=embedded} decides instead.
 */
public final class TestBackends {

    private static BackendKind kind;

    private TestBackends() {}

    /** Empty backends; embedded ones live in a new folder under the given one. */
    public static RunningBackends start(Path parent) {
        return kind() == BackendKind.CONTAINERS ? ContainerBackends.start() : EmbeddedBackends.startFresh(parent);
    }

    /** An empty database, not started yet; an embedded one lives in the given folder. */
    public static Database newDatabase(Path folder) {
        return kind() == BackendKind.CONTAINERS ? new ContainerDatabase() : new EmbeddedDatabase(folder);
    }

    /** Not found while the class is made, where what is wrong would be told once and badly. */
    private static synchronized BackendKind kind() {
        if (kind == null) {
            kind = BackendKind.of(System.getProperty(BackendKind.PROPERTY, ""), new DockerEngine());
            System.out.println("backends: " + kind.name().toLowerCase());
        }
        return kind;
    }
}
