package dev.syncline.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** An object that is only ever written: its members in their order, each name given once. */
public final class JsonMembers {

    private static final int USUAL_SIZE = 2 * 6;

    private final List<Object> namesAndValues = new ArrayList<>(USUAL_SIZE);

    public JsonMembers add(String name, Object value) {
        namesAndValues.add(name);
        namesAndValues.add(value);
        return this;
    }

    void forEach(BiConsumer<String, Object> action) {
        for (int index = 0; index < namesAndValues.size(); index += 2) {
            action.accept((String) namesAndValues.get(index), namesAndValues.get(index + 1));
        }
    }
}
