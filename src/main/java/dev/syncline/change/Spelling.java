package dev.syncline.change;

import java.util.Locale;

/** How constants are spelled for people and programs outside. */
public final class Spelling {

    private Spelling() {}

    /** In lower case with hyphens, as in {@code schema-violation}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException where no constant is spelled so */
    public static <E extends Enum<E>> E parse(Class<E> type, String spelling) {
        return Enum.valueOf(type, spelling.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
