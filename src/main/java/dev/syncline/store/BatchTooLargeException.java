package dev.syncline.store;

/** A batch needs more memory or time than one transaction is given; in parts it does not. */
public final class BatchTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BatchTooLargeException(String message) {
        super(message);
    }
}
