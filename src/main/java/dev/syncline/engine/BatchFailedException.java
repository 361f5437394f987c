package dev.syncline.engine;

/** The database or the broker did not let a batch through; nothing of it was applied. */
final class BatchFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BatchFailedException(Throwable cause) {
        super(cause);
    }
}
