package dev.syncline.stream;

import java.util.List;

/** The way to one client, which takes only so many bytes at a time. */
interface Outlet {

    /** Whether so many bytes can be sent now. */
    boolean fits(long bytes);

    /** Sends what fits, or however large an event while idle. */
    void send(List<Part> parts);

    /** Runs once, as soon as the client has taken all that was sent: now, where it has. */
    void whenIdle(Runnable task);

    /** How many bytes the client has taken. */
    long taken();

    boolean isIdle();

    /** Ends the stream after what was sent. */
    void end();

    /** Breaks the stream off. */
    void drop();

    /** The client is gone: it takes nothing any more. */
    void gone();
}
