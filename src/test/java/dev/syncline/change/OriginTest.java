package dev.syncline.change;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "phone 2", "ä/ö?", "😀", "0198f7d2-0000-7000-8000-000000000001"})
    void aNameIsWhatPeopleCanTellApart(String text) {
        assertTrue(Origin.isName(text));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a\nb", "a\u0000", "\u0085", "\u007f", "\ud800", "a\udc00b"})
    void whatCannotBeKeptOrSeenIsNoName(String text) {
        assertFalse(Origin.isName(text));
    }

    @Test
    void aNameHasABoundedLength() {
        assertTrue(Origin.isName("é".repeat(Origin.MAX_NAME)));
        assertFalse(Origin.isName("é".repeat(Origin.MAX_NAME + 1)));
        assertTrue(Origin.isName("é".repeat(255), 255));
    }
}
