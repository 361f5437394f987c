package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;

/** A merged text as it grows, with the overlaps in which something of the earlier side lost. */
final class Weave {

    /** An overlap decided for the later side. */
    record Lost(String base, String earlier, String later) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Lost> lost = new ArrayList<>();

    void lines(List<String> lines) {
        lines.forEach(text::append);
    }

    /** Words of different origin may meet here for the first time; a blank keeps them two. */
    void words(List<String> words) {
        for (String word : words) {
            if (Words.wouldFuse(text, word)) {
                text.append(' ');
            }
            text.append(word);
        }
    }

    void overlap(List<String> base, List<String> earlier, List<String> later) {
        words(later);
        lost.add(new Lost(String.join("", base), String.join("", earlier), String.join("", later)));
    }

    /** Puts a terminator to a line that has none. */
    void endLine(String terminator) {
        if (text.length() > 0 && !Words.isBreak(text.substring(text.length() - 1))) {
            text.append(terminator);
        }
    }

    /** Whether the last line is this, whatever its terminator. */
    boolean lastLineIs(String line) {
        int end = bodyEnd();
        return text.substring(text.lastIndexOf("\n", end - 1) + 1, end).equals(line);
    }

    /** Takes the last line's terminator off again. */
    void openEnd() {
        text.setLength(bodyEnd());
    }

    private int bodyEnd() {
        return text.length()
                - Words.terminator(text.substring(Math.max(0, text.length() - 2)))
                        .length();
    }

    String text() {
        return text.toString();
    }

    List<Lost> lost() {
        return lost;
    }
}
