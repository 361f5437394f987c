package dev.syncline.engine;

/** A transaction failed that also went on with changes which had waited: one of those may be at fault. */
final class ReleasingFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReleasingFailedException(Exception cause) {
        super(cause);
    }

    static boolean isIn(Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (link instanceof ReleasingFailedException) {
                return true;
            }
        }
        return false;
    }
}
