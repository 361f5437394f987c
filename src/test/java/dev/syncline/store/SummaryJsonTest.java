package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.summary.ArbitrarySummaries;
import dev.syncline.summary.Summary;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SummaryJsonTest {

    @Property
    void aSummaryReadsAsItWasWritten(@ForAll("summaries") Summary summary) {
        assertEquals(summary, SummaryJson.read(SummaryJson.write(summary)));
    }

    @Example
    void whatCountsNothingTakesNoRoom() {
        assertEquals("{}", SummaryJson.write(Summary.NONE));
    }

    @Provide
    Arbitrary<Summary> summaries() {
        return ArbitrarySummaries.summaries();
    }
}
