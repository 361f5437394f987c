package dev.syncline.backends;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;

/** Docker, as Testcontainers finds it. */
final class DockerEngine implements ContainerEngine {

    // That there is no Docker is nothing to complain about. A logger that nobody holds on to forgets its level.
    private static final Logger LOUD = Logger.getLogger("org.testcontainers");

    @Override
    public boolean answers() {
        LOUD.setLevel(Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } finally {
            LOUD.setLevel(Level.WARNING);
        }
    }

    @Override
    public void fetchImages() {
        LOUD.setLevel(Level.OFF);
        try {
            ContainerBroker.IMAGE.get();
            ContainerDatabase.IMAGE.get();
        } finally {
            LOUD.setLevel(Level.WARNING);
        }
    }
}
