package dev.syncline.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.json.SingleQuoted;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            type   | data    | patch      | content       | result
            CREATE | {'a':1} |            |               | {'a':1}
            CREATE | {'a':1} |            | {'b':2}       | {'a':1}
            UPDATE | {'a':1} |            | {'b':2}       | {'a':1}
            UPDATE |         | {'a':1}    | {'b':2}       | {'b':2,'a':1}
            UPDATE |         | {'b':null} | {'a':1,'b':2} | {'a':1}
            UPDATE |         | {'a':1}    |               | {'a':1}
            DELETE |         |            | {'a':1}       |
            DELETE |         |            |               |
            """)
    void aChangeLeavesARecordAs(ChangeType type, String data, String patch, String content, String result) {
        Change change = new Change(
                new UUID(0, 1),
                type,
                "note",
                "n-1",
                SingleQuoted.objectOrNull(data),
                SingleQuoted.objectOrNull(patch),
                1L,
                0,
                null);
        assertEquals(SingleQuoted.objectOrNull(result), change.applyTo(SingleQuoted.objectOrNull(content)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            localVersion | after                                | blind
                         |                                      | true
            0            |                                      | false
            3            |                                      | false
                         | 00000000-0000-7000-8000-000000000000 | false
            """)
    void aChangeIsBlindIfItNamesNothingItWasMadeOn(Long localVersion, UUID after, boolean blind) {
        Change change =
                new Change(new UUID(0, 1), ChangeType.DELETE, "note", "n-1", null, null, localVersion, 0, after);
        assertEquals(blind, change.isBlind());
    }
}
