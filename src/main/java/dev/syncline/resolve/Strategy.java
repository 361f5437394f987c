package dev.syncline.resolve;

/**
 * How an entity's conflicts are resolved.
 *
 * @param customName the resolver's name where the kind is {@link Kind#CUSTOM}, else null
 */
public record Strategy(Kind kind, String customName) {

    private static final String CUSTOM_PREFIX = "custom:";

    public enum Kind {
        LAST_WRITE_WINS,
        THREE_WAY_MERGE,
        CUSTOM
    }

    /** As configured: {@code last-write-wins}, {@code three-way-merge} or {@code custom:<name>}. */
    public static Strategy parse(String text) {
        return switch (text) {
            case "last-write-wins" -> new Strategy(Kind.LAST_WRITE_WINS, null);
            case "three-way-merge" -> new Strategy(Kind.THREE_WAY_MERGE, null);
            default -> custom(text);
        };
    }

    private static Strategy custom(String text) {
        if (!text.startsWith(CUSTOM_PREFIX) || text.length() == CUSTOM_PREFIX.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a strategy; use last-write-wins, three-way-merge or custom:<name>");
        }
        return new Strategy(Kind.CUSTOM, text.substring(CUSTOM_PREFIX.length()));
    }
}
