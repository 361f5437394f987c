package dev.syncline.backends;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.syncline.embedded.FreePort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** A server in a container that can be stopped, killed, paused and started again as the same, on the same port. */
final class ServerContainer extends GenericContainer<ServerContainer> {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int STOP_LIMIT_SECONDS = 30;

    private final int port = FreePort.find();
    private final Callable<Boolean> answers;

    /** @param answers whether the server in it does */
    ServerContainer(Future<String> image, int portInside, Callable<Boolean> answers) {
        super(image);
        this.answers = answers;
        // One that Docker chose would be another after a restart.
        setPortBindings(List.of(port + ":" + portInside));
        setWaitStrategy(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {
                awaitAnswer();
            }
        });
    }

    int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        if (getContainerId() == null) {
            super.start();
            return;
        }
        try {
            docker().startContainerCmd(getContainerId()).exec();
        } catch (NotModifiedException running) {
            // As it should be.
        }
        awaitAnswer();
    }

    synchronized void halt() {
        try {
            docker().stopContainerCmd(getContainerId())
                    .withTimeout(STOP_LIMIT_SECONDS)
                    .exec();
        } catch (NotModifiedException stopped) {
            // As it should be.
        }
    }

    synchronized void kill() {
        docker().killContainerCmd(getContainerId()).exec();
        await("the container has ended").atMost(START_LIMIT).until(() -> !isRunning());
    }

    void freeze() {
        docker().pauseContainerCmd(getContainerId()).exec();
    }

    void thaw() {
        docker().unpauseContainerCmd(getContainerId()).exec();
    }

    private DockerClient docker() {
        return getDockerClient();
    }

    private void awaitAnswer() {
        await(getDockerImageName() + " answers")
                .atMost(START_LIMIT)
                .ignoreExceptions()
                .until(answers);
    }
}
