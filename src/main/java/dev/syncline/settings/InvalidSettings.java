package dev.syncline.settings;

import java.util.List;

/** Stops the start, saying of each wrong setting what to do about it. */
public final class InvalidSettings extends RuntimeException {

    public InvalidSettings(String sentence) {
        super(sentence);
    }

    public InvalidSettings(List<String> sentences) {
        this(String.join("\n", sentences));
    }
}
