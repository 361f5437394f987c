package dev.syncline.retry;

/** Looks whether a backend can be reached, in a bounded time. */
interface Probe extends AutoCloseable {

    /** Returns where it can be. */
    void look() throws Exception;

    /** Whether something that will pass keeps writes from coming through, though it can be reached. */
    default boolean isObstructed() throws Exception {
        return false;
    }

    @Override
    default void close() {}
}
