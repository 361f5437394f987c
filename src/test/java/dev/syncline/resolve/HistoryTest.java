package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.Change;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Random histories of several devices, and that the model notices a server which breaks a rule. */
class HistoryTest {

    @Property(tries = 1_500)
    void whateverDevicesDoNothingIsLostAndAllComeToTheSame(@ForAll("histories") List<History.Step> steps) {
        History.play(steps, ModelServer::new);
    }

    @Property(tries = 500)
    void alsoWhereRevisionsAndTombstonesAreSwept(@ForAll("sweptHistories") List<History.Step> steps) {
        History.play(steps, ModelServer::new);
    }

    @Provide
    Arbitrary<List<History.Step>> histories() {
        return steps(0).list().ofMinSize(10).ofMaxSize(150);
    }

    @Provide
    Arbitrary<List<History.Step>> sweptHistories() {
        return steps(1).list().ofMinSize(10).ofMaxSize(150);
    }

    private static Arbitrary<History.Step> steps(int sweeps) {
        Arbitrary<History.Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, History.Kind.EDIT),
                Tuple.of(4, History.Kind.PUSH),
                Tuple.of(5, History.Kind.PROCESS),
                Tuple.of(3, History.Kind.ACKS),
                Tuple.of(3, History.Kind.PULL),
                Tuple.of(1, History.Kind.RESEND),
                Tuple.of(1, History.Kind.BLIND),
                Tuple.of(sweeps, History.Kind.SWEEP_REVISIONS),
                Tuple.of(sweeps, History.Kind.SWEEP_TOMBSTONE));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 999))
                .as(History.Step::new);
    }

    @Test
    void aServerThatForgetsWhatItAnsweredIsCaught() {
        assertCaught((resolver, rules) -> new ModelServer(resolver, rules) {
            @Override
            Entry answered(UUID changeId) {
                return null;
            }
        });
    }

    @Test
    void aServerThatTakesEveryChangeAsAFastForwardIsCaught() {
        assertCaught((resolver, rules) -> new ModelServer(resolver, rules) {
            @Override
            Base base(Change change, Entry predecessor, Stored stored) {
                Base base = super.base(change, predecessor, stored);
                return new Base(Base.Kind.CURRENT, null, base.stampMillis());
            }
        });
    }

    @Test
    void aServerThatOverlooksAPredecessorIsCaught() {
        assertCaught((resolver, rules) -> new ModelServer(resolver, rules) {
            @Override
            Base base(Change change, Entry predecessor, Stored stored) {
                return super.base(change, null, stored);
            }
        });
    }

    @Test
    void aServerThatForgetsWhatAClientHadIsCaught() {
        assertCaught((resolver, rules) -> new ModelServer(resolver, rules) {
            @Override
            Base base(Change change, Entry predecessor, Stored stored) {
                Base base = super.base(change, predecessor, stored);
                boolean fromClientState = predecessor != null && predecessor.clientState() != null;
                // As if the record that the predecessor left were what its client had.
                return fromClientState && stored != null && predecessor.version() == stored.version()
                        ? new Base(Base.Kind.KEPT, stored.state(), base.stampMillis())
                        : base;
            }
        });
    }

    private static void assertCaught(BiFunction<ConflictResolver, Map<String, EntityRules>, ModelServer> broken) {
        assertThrows(AssertionError.class, () -> LongStream.range(0, 400)
                .forEach(seed -> History.play(History.random(seed, 120), broken)));
    }
}
