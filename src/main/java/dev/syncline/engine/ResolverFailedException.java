package dev.syncline.engine;

/** A custom resolver threw, or did not answer in time. */
final class ResolverFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ResolverFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
