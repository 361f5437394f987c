package dev.syncline.resolve;

import java.util.LinkedList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a record a merge is; its path is put together only for what lost.
 *
 * @param around the object around it, or null for the record itself
 * @param types the types of the field here and of those below
 */
record Place(Place around, String name, FieldTypes types) {

    static Place record(EntityRules rules) {
        return new Place(null, null, rules.types());
    }

    Place below(String field) {
        return new Place(this, field, types.at(field));
    }

    Optional<FieldType> type() {
        return Optional.ofNullable(types.own());
    }

    List<String> path() {
        LinkedList<String> path = new LinkedList<>();
        for (Place place = this; place.around != null; place = place.around) {
            path.addFirst(place.name);
        }
        return List.copyOf(path);
    }
}
