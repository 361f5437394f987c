package dev.syncline.retry;

/** A value made the call fail, or is suspected to: the same call is not worth repeating. */
public final class ItemFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean suspected;

    public ItemFault(Throwable cause, boolean suspected) {
        super(cause);
        this.suspected = suspected;
    }

    /** Whether it looked like the environment, but came again and again while the probe found nothing wrong. */
    public boolean suspected() {
        return suspected;
    }
}
