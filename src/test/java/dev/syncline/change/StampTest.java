package dev.syncline.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StampTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            earlier millis | client | change                               | later millis | client | change
            1              | z      | ffffffff-0000-7000-8000-000000000000 | 2            | a      | 00000000-0000-7000-8000-000000000000
            1              | a      | ffffffff-0000-7000-8000-000000000000 | 1            | b      | 00000000-0000-7000-8000-000000000000
            1              | a      | 00000000-0000-7000-8000-000000000000 | 1            | a      | 00000000-0000-7000-8000-000000000001
            1              | a      | 7fffffff-0000-7000-8000-000000000000 | 1            | a      | 80000000-0000-7000-8000-000000000000
            -1             | z      | ffffffff-0000-7000-8000-000000000000 | 0            | a      | 00000000-0000-7000-8000-000000000000
            """)
    void tiesGoToTheClientThenToTheChangeIdAsText(
            long millis, String client, UUID change, long laterMillis, String laterClient, UUID laterChange) {
        Stamp earlier = new Stamp(millis, client, change);
        Stamp later = new Stamp(laterMillis, laterClient, laterChange);
        assertTrue(later.isAfter(earlier));
        assertTrue(!earlier.isAfter(later));
    }

    @Property
    void theOrderIsTotal(@ForAll("stamps") Stamp a, @ForAll("stamps") Stamp b, @ForAll("stamps") Stamp c) {
        assertEquals(Integer.signum(a.compareTo(b)), -Integer.signum(b.compareTo(a)));
        assertEquals(a.equals(b), a.compareTo(b) == 0, "only the same stamp ties");
        assertTrue(!(a.compareTo(b) <= 0 && b.compareTo(c) <= 0) || a.compareTo(c) <= 0, "transitive");
    }

    @Provide
    Arbitrary<Stamp> stamps() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 1),
                        Arbitraries.of("a", "b"),
                        Arbitraries.of(0L, -1L, 1L << 62)
                                .flatMap(high -> Arbitraries.of(0L, 1L, -1L).map(low -> new UUID(high, low))))
                .as(Stamp::new);
    }
}
