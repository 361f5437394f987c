package dev.syncline.json;

import java.util.List;

/**
 * Elements of a list, each written when it comes; which of them the list has may be said later, and to write it is then
 * no more than to copy. For one thread at a time.
 */
public final class JsonParts {

    private static final int FIRST_SIZE = 4 * 1024;

    private final JsonWriter writer = new JsonWriter(false, FIRST_SIZE);

    /** Where an element and the comma behind it stand. */
    public record Part(int begin, int end) {}

    /** A list that {@link JsonWriter} writes. */
    public final class Chosen {

        private final List<Part> parts;

        private Chosen(List<Part> parts) {
            this.parts = parts;
        }

        /** How many bytes its text has. */
        public int size() {
            return 1
                    + Math.max(
                            1,
                            parts.stream()
                                    .mapToInt(part -> part.end() - part.begin())
                                    .sum());
        }

        void writeTo(JsonWriter out) {
            out.ascii('[');
            int begin = 0;
            int end = 0;
            for (Part part : parts) {
                // Those that stand together go together.
                if (part.begin() != end) {
                    out.copy(writer, begin, end);
                    begin = part.begin();
                }
                end = part.end();
            }
            if (!parts.isEmpty()) {
                out.copy(writer, begin, end - 1);
            }
            out.ascii(']');
        }
    }

    public Part add(Object value) {
        int begin = writer.size();
        writer.value(value).ascii(',');
        return new Part(begin, writer.size());
    }

    /** The list of these, in their order. */
    public Chosen list(List<Part> parts) {
        return new Chosen(parts);
    }
}
