package dev.syncline.resolve;

/**
 * How an entity's conflicts are resolved.
 *
 * @param customName the bean's name for {@link Kind#CUSTOM}, else null
 */
public record Strategy(Kind kind, String customName) {

    /** The families of strategies. */
    public enum Kind {
        LAST_WRITE_WINS,
        THREE_WAY_MERGE,
        CUSTOM
    }

    public static final Strategy LAST_WRITE_WINS = new Strategy(Kind.LAST_WRITE_WINS, null);
    public static final Strategy THREE_WAY_MERGE = new Strategy(Kind.THREE_WAY_MERGE, null);

    private static final String CUSTOM_PREFIX = "custom:";

    /** @throws IllegalArgumentException where the text names no strategy */
    public static Strategy parse(String text) {
        if (text.equals("last-write-wins")) {
            return LAST_WRITE_WINS;
        }
        if (text.equals("three-way-merge")) {
            return THREE_WAY_MERGE;
        }
        if (text.startsWith(CUSTOM_PREFIX) && text.length() > CUSTOM_PREFIX.length()) {
            return new Strategy(Kind.CUSTOM, text.substring(CUSTOM_PREFIX.length()));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no strategy: use last-write-wins, three-way-merge or custom:<name>");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case LAST_WRITE_WINS -> "last-write-wins";
            case THREE_WAY_MERGE -> "three-way-merge";
            case CUSTOM -> CUSTOM_PREFIX + customName;
        };
    }
}
