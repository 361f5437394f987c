package dev.syncline.backends;

import dev.syncline.embedded.Database;
import dev.syncline.embedded.EmbeddedBackends;
import dev.syncline.embedded.EmbeddedDatabase;
import dev.syncline.embedded.RunningBackends;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;

/**
 * The one place that decides what tests run on: containers where a Docker engine answers that has their images or can
 * pull them, embedded backends elsewhere. {@code -Dbackends=containers} or {@code -Dbackends=embedded} decides instead.
 */
public final class TestBackends {

    private enum Kind {
        CONTAINERS,
        EMBEDDED
    }

    private static final String PROPERTY = "backends";

    // That there is no Docker is nothing to complain about. A logger that nobody holds on to forgets its level.
    private static final Logger LOUD = Logger.getLogger("org.testcontainers");

    private static final Kind KIND = kind();

    private TestBackends() {}

    /** Empty backends; embedded ones live in a new folder under the given one. */
    public static RunningBackends start(Path parent) {
        return KIND == Kind.CONTAINERS ? ContainerBackends.start() : EmbeddedBackends.startFresh(parent);
    }

    /** An empty database, not started yet; an embedded one lives in the given folder. */
    public static Database newDatabase(Path folder) {
        return KIND == Kind.CONTAINERS ? new ContainerDatabase() : new EmbeddedDatabase(folder);
    }

    private static Kind kind() {
        String wanted = System.getProperty(PROPERTY, "");
        Kind kind =
                switch (wanted) {
                    case "containers" -> Kind.CONTAINERS;
                    case "embedded" -> Kind.EMBEDDED;
                    case "" -> byWhatIsThere();
                    default ->
                        throw new IllegalArgumentException(
                                "-D" + PROPERTY + "=" + wanted + ": it is containers or embedded, or left out");
                };
        System.out.println("backends: " + kind.name().toLowerCase());
        return kind;
    }

    private static Kind byWhatIsThere() {
        LOUD.setLevel(Level.OFF);
        try {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                return Kind.EMBEDDED;
            }
            ContainerBroker.IMAGE.get();
            ContainerDatabase.IMAGE.get();
            return Kind.CONTAINERS;
        } catch (RuntimeException noImage) {
            System.out.println("Docker answers, but lacks an image: " + noImage.getMessage());
            return Kind.EMBEDDED;
        } finally {
            LOUD.setLevel(Level.WARNING);
        }
    }
}
