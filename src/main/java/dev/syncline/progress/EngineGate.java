package dev.syncline.progress;

import dev.syncline.retry.ServiceStopping;
import dev.syncline.retry.StoppingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Where the engine's lanes wait while an operator has stopped it. */
@ApplicationScoped
public class EngineGate {

    // Shut until it is known that nobody has stopped the engine.
    private boolean open;
    private boolean stopped;
    private boolean stopping;

    /**
     * Returns once the engine may take the next batch.
     *
     * @throws StoppingException where the service stops meanwhile
     */
    public synchronized void awaitOpen() {
        try {
            while (!open && !stopping) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException();
        }
        if (stopping) {
            throw new StoppingException();
        }
    }

    public synchronized boolean paused() {
        return !open;
    }

    /** Whether an operator has stopped it, as far as is known. */
    public synchronized boolean isStopped() {
        return stopped;
    }

    synchronized void set(boolean paused) {
        open = !paused;
        stopped = paused;
        notifyAll();
    }

    synchronized void stop(@Observes ServiceStopping event) {
        stopping = true;
        notifyAll();
    }
}
