package dev.syncline.store;

import java.util.List;

/** Cuts what is found to what one answer may hold. */
public final class AnswerSize {

    private AnswerSize() {}

    /**
     * How many rows of these sizes, from the first, take no more than the bytes; one always, so that whoever asks for
     * the rest comes to an end.
     */
    public static int fitting(List<Long> sizes, long maxBytes) {
        long bytes = 0;
        for (int index = 0; index < sizes.size(); index++) {
            bytes += sizes.get(index);
            if (bytes > maxBytes && index > 0) {
                return index;
            }
        }
        return sizes.size();
    }
}
