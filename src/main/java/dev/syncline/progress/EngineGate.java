package dev.syncline.progress;

import dev.syncline.retry.ServiceStopping;
import dev.syncline.retry.StoppingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Where the engine's consumers wait while an operator has paused it. */
@ApplicationScoped
public class EngineGate {

    // Shut until it is known that nobody has paused the engine.
    private boolean open;
    private boolean paused;
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

    /** Whether batches may begin; not before it is known that nobody has paused the engine. */
    public synchronized boolean isOpen() {
        return open;
    }

    /** Whether an operator has paused it, as far as is known. */
    public synchronized boolean isPaused() {
        return paused;
    }

    synchronized void pause(boolean pause) {
        open = !pause;
        paused = pause;
        notifyAll();
    }

    synchronized void stop(@Observes ServiceStopping event) {
        stopping = true;
        notifyAll();
    }
}
