package dev.syncline.store;

import java.util.List;

/**
 * The condition that goes by an index that puts rows in the order of their positions: it is led by a hash of whose rows
 * they are. As different names can have the same hash, they are compared too: all but the tenant in a way that no other
 * index serves.
 */
final class PositionIndexes {

    private PositionIndexes() {}

    /**
     * @param names the columns that say whose rows they are, the tenant's first
     * @param values what these are to be, in the same order; parameters among them are asked for twice, the last one first
     */
    static String rowsOf(List<String> names, List<String> values) {
        StringBuilder condition = new StringBuilder(hash(names)).append(" = ").append(hash(values));
        for (int index = names.size() - 1; index > 0; index--) {
            condition
                    .append(" and ")
                    .append(names.get(index))
                    .append(" is not distinct from ")
                    .append(values.get(index));
        }
        return condition + " and " + names.get(0) + " = " + values.get(0);
    }

    private static String hash(List<String> names) {
        String seed = "0";
        for (String name : names) {
            seed = "hashtextextended(" + name + ", " + seed + ")";
        }
        return seed;
    }
}
