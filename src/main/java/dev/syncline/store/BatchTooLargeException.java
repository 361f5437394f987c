package dev.syncline.store;

/** A batch needs more memory or time than one transaction is given; in parts it does not, so repeating it is no use. */
public final class BatchTooLargeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public BatchTooLargeException(String message) {
        super(message);
    }
}
