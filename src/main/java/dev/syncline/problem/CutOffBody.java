package dev.syncline.problem;

import java.io.IOException;

/** A body whose client went away, or stopped, before it had sent all of it. */
public final class CutOffBody extends RuntimeException {

    public CutOffBody(IOException end) {
        super(end);
    }
}
