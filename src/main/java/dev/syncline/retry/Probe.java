package dev.syncline.retry;

/** Looks whether a backend can be reached, in a bounded time. */
interface Probe extends AutoCloseable {

    /** Returns where it can be. */
    void look() throws Exception;

    @Override
    default void close() {}
}
