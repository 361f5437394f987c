package dev.syncline.outbox;

/** The broker did not confirm every change; some may have been taken. */
public final class OutboxUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OutboxUnavailableException(Throwable cause) {
        super(cause);
    }
}
