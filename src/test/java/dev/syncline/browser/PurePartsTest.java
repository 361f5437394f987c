package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's pure parts, by the tables of {@code client-tests/tables.ts}. */
@QuarkusTest
class PurePartsTest extends BrowserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patches",
                "edits",
                "wires",
                "rebases",
                "inputs",
                "outcomes",
                "waits",
                "portions",
                "delays",
                "blocks",
                "ids",
                "tokens",
                "tokenSource"
            })
    void everyRowOfTheTableHolds(String table) {
        Device device = new Device(profile().tab().page());
        assertEquals("[]", device.page().evaluate("async name => JSON.stringify(await tables[name]())", table));
    }
}
