package dev.syncline.json;

import java.util.List;
import java.util.Map;

/**
 * An object that begins with a list, whose elements are written as they come; which of them it has is said in the end. Where
 * those are the first ones, they stand where they belong already. For one thread at a time, and one object.
 */
public final class JsonParts {

    private static final int FIRST_SIZE = 4 * 1024;

    private final JsonWriter writer = new JsonWriter(false, FIRST_SIZE);
    private final int begin;

    /** Where an element and the comma behind it stand. */
    public record Part(int begin, int end) {}

    /** @param list its name */
    public JsonParts(String list) {
        writer.name(0, list);
        writer.ascii('[');
        this.begin = writer.size();
    }

    public Part add(Object element) {
        int from = writer.size();
        writer.value(element);
        writer.ascii(',');
        return new Part(from, writer.size());
    }

    /**
     * The object's text in UTF-8.
     *
     * @param parts the elements of the list, in their order
     * @param others the members behind it
     */
    public byte[] text(List<Part> parts, Map<String, Object> others) {
        JsonWriter text = togetherFrom(parts, 0, begin) == parts.size() ? upTo(parts) : copied(parts);
        if (!parts.isEmpty()) {
            // The last one has no comma.
            text.cut(text.size() - 1);
        }
        text.ascii(']');
        others.forEach((name, value) -> text.member(0, name, value));
        text.ascii('}');
        return text.bytes();
    }

    /** Up to which they stand together, from one that is to stand at a place. */
    private static int togetherFrom(List<Part> parts, int from, int place) {
        int index = from;
        int end = place;
        while (index < parts.size() && parts.get(index).begin() == end) {
            end = parts.get(index++).end();
        }
        return index;
    }

    private JsonWriter upTo(List<Part> parts) {
        writer.cut(parts.isEmpty() ? begin : parts.get(parts.size() - 1).end());
        return writer;
    }

    private JsonWriter copied(List<Part> parts) {
        JsonWriter copy = new JsonWriter(false, writer.size());
        copy.copy(writer, 0, begin);
        int index = 0;
        while (index < parts.size()) {
            int from = parts.get(index).begin();
            index = togetherFrom(parts, index, from);
            copy.copy(writer, from, parts.get(index - 1).end());
        }
        return copy;
    }
}
