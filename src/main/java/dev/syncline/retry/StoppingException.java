package dev.syncline.retry;

/** The service stops: what was to be done is left undone, and done after the next start. */
public final class StoppingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoppingException() {
        super("the service stops");
    }
}
