package dev.syncline.bench;

/** Where a record is, within the one tenant of a bench. */
record Place(String entity, String entityId) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
        int byEntity = entity.compareTo(other.entity);
        return byEntity != 0 ? byEntity : entityId.compareTo(other.entityId);
    }

    @Override
    public String toString() {
        return entity + "/" + entityId;
    }
}
